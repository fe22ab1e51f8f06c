import { REJECT_REASONS } from '@gigafactory/core/model';
import type { CandidateReport } from '@gigafactory/core/plan';
import { amount, share } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { table } from '../text/table.ts';
import { showSplit } from './strategy.ts';

/** The best splits of a run, and why the others were turned away. */
export function showStrategies(report: CandidateReport, paint: Paint): string[] {
  const fitting = report.points.stepTime.length;
  return [
    paint('bold', `Run ${report.run}`),
    `  ${amount(report.evaluated, '1')} evaluated, ${amount(fitting, '1')} fit into ${amount(report.capacity, 'GB')}; the best ${report.top.length}:`,
    '',
    ...table(
      [
        { title: '', align: 'right' },
        { title: 'split' },
        { title: 'mb', align: 'right' },
        { title: 'recompute' },
        { title: 'sharding' },
        { title: 'step', align: 'right' },
        { title: 'MFU', align: 'right' },
        { title: 'memory', align: 'right' },
        { title: 'trade-off' },
      ],
      report.top.map(({ strategy, stepTime, mfu, memory, pareto }, index) => [
        String(index + 1),
        showSplit(strategy),
        String(strategy.microBatch),
        strategy.recompute,
        strategy.sharding,
        amount(stepTime, 's'),
        share(mfu),
        amount(memory.total, 'GB'),
        pareto ? 'best' : '',
      ]),
      paint,
    ),
    '',
    ...showRejected(report, paint),
  ];
}

function showRejected({ rejected }: CandidateReport, paint: Paint): string[] {
  const counts = Object.entries(rejected)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  if (counts.length === 0) return ['  None was rejected.'];
  return table(
    [{ title: 'rejected', align: 'right' }, { title: 'because' }],
    counts.map(([reason, count]) => [amount(count, '1'), inWords(reason)]),
    paint,
  );
}

/** The reason as a sentence; one that the core does not know stays as it is. */
function inWords(reason: string): string {
  return Object.hasOwn(REJECT_REASONS, reason)
    ? REJECT_REASONS[reason as keyof typeof REJECT_REASONS]
    : reason;
}
