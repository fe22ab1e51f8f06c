import { type MemoryFit, showQuantity } from '@gigafactory/core/base';
import { MEMORY_PARTS } from '@gigafactory/core/model';
import type { MemoryReport, StageReport } from '@gigafactory/core/plan';
import { amount } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { setOptions } from '../text/set-options.ts';
import { type Cell, table } from '../text/table.ts';
import { showStage, showStrategy } from './training.ts';

/** What a GPU of each pipeline stage holds, whether it fits, and what would. */
export function showMemory(report: MemoryReport, paint: Paint): string[] {
  const { run, strategy, limit, total, stage } = report;
  return [
    ...facts(
      `Run ${run}`,
      [
        ['strategy', showStrategy(strategy)],
        ['fullest GPU', `${amount(total, 'GB')}${showStage(stage, strategy)}`],
        ['limit', amount(limit, 'GB')],
        ['fits', showVerdict(report)],
      ],
      paint,
    ),
    '',
    paint('bold', 'One GPU of each stage, GB'),
    ...tableOfStages(report, paint),
    ...showNearest(report, paint),
  ];
}

function showVerdict({ fits, over, limit, total }: MemoryReport): string {
  return fits ? `yes, ${amount(limit - total, 'GB')} left` : `no, ${amount(over, 'GB')} too much`;
}

function tableOfStages({ stages, stage, limit }: MemoryReport, paint: Paint): string[] {
  const right = (title: string) => ({ title, align: 'right' }) as const;
  return table(
    [
      right('stage'),
      right('layers'),
      right('in flight'),
      ...MEMORY_PARTS.map(right),
      right('total'),
      { title: '' },
    ],
    stages.map((each) => rowOf(each, each.stage === stage, limit)),
    paint,
  );
}

function rowOf(each: StageReport, isFullest: boolean, limit: number): Cell[] {
  const marks = [...(isFullest ? ['fullest'] : []), ...(each.total > limit ? ['too much'] : [])];
  return [
    String(each.stage),
    String(each.layers),
    amount(each.inFlight, '1'),
    ...MEMORY_PARTS.map((part) => gigabytes(each[part])),
    gigabytes(each.total),
    marks.join(', '),
  ];
}

/** In GB, as the heading says. */
function gigabytes(bytes: number): string {
  return bytes === 0 ? '0' : showQuantity(bytes / 1e9, '1');
}

function showNearest({ fits, nearest }: MemoryReport, paint: Paint): string[] {
  if (fits) return [];
  if (nearest.length === 0) {
    return ['', 'Neither another strategy, more GPUs nor a lower precision makes it fit.'];
  }
  return ['', paint('bold', 'What would fit'), ...nearest.map(showFit)];
}

/** `  75.4 GB, 1.2 s a step: --set runs.sft.strategy.microBatch=4`; on one line, to be copied. */
export function showFit({ edits, total, stepTime }: MemoryFit): string {
  return `  ${amount(total, 'GB')}, ${amount(stepTime, 's')} a step: ${setOptions(edits).join(' ')}`;
}
