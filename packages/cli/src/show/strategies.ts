import { REJECT_REASONS, showSplit } from '@gigafactory/core/model';
import type { Candidate, CandidateReport } from '@gigafactory/core/plan';
import { amount, share } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { table } from '../text/table.ts';
import { paragraph } from '../text/wrap.ts';

/** How many rows of a long Pareto front are shown, from end to end. */
const FRONT_ROWS = 12;

/** The best splits of a run, those that trade memory for time, and why others were rejected. */
export function showStrategies(
  report: CandidateReport,
  cpuSeconds: number,
  paint: Paint,
): string[] {
  const { top, front, run } = report;
  const shown = spread(front, FRONT_ROWS);
  const some =
    shown.length < front.length ? `${shown.length} of ${front.length}` : `${front.length}`;
  return [
    paint('bold', `Run ${run}`),
    ...paragraph(showEffort(report, cpuSeconds), paint.width),
    ...report.warnings.flatMap((warning) => paragraph(`! ${warning}`, paint.width)),
    '',
    ...showRejected(report, paint),
    '',
    paint('bold', `The ${top.length === 1 ? 'fastest' : `${top.length} fastest`}`),
    ...tableOf(report, top, (index) => String(index + 1), paint),
    '',
    paint('bold', `No other is both faster and smaller: the Pareto front, ${some}`),
    ...tableOf(report, shown, (index) => placeOf(shown[index]!, top), paint),
    ...showExtrapolated(report, paint),
  ];
}

/** The parts of the fastest strategy that lie beyond everything measured; empty if none do. */
function showExtrapolated({ best }: CandidateReport, paint: Paint): string[] {
  if (best.extrapolated.length === 0) return [];
  return [
    '',
    paint('bold', 'Where the fastest goes beyond what was measured'),
    ...best.extrapolated.flatMap((reason) => paragraph(reason, paint.width)),
  ];
}

/** `6,333 fit into 80 GB and were evaluated, in 0.12 s of CPU time: 53,100 a CPU-second`. */
function showEffort({ evaluated, capacity }: CandidateReport, cpuSeconds: number): string {
  const fit = `${amount(evaluated, '1')} fit into ${amount(capacity, 'GB')} and were evaluated`;
  if (cpuSeconds <= 0) return fit;
  const speed = `${amount(Math.round(evaluated / cpuSeconds), '1')} a CPU-second`;
  return `${fit}, in ${amount(cpuSeconds, 's')} of CPU time: ${speed}`;
}

function tableOf(
  { best }: CandidateReport,
  candidates: readonly Candidate[],
  name: (index: number) => string,
  paint: Paint,
): string[] {
  return table(
    [
      { title: '', align: 'right' },
      { title: 'split' },
      { title: 'mb', align: 'right' },
      { title: 'recompute' },
      { title: 'sharding' },
      { title: 'step', align: 'right' },
      { title: 'slower', align: 'right' },
      { title: 'MFU', align: 'right' },
      { title: 'memory', align: 'right' },
    ],
    candidates.map(({ strategy, stepTime, mfu, memory }, index) => [
      name(index),
      showSplit(strategy),
      String(strategy.microBatch),
      strategy.recompute,
      strategy.sharding,
      amount(stepTime, 's'),
      stepTime > best.stepTime ? share(stepTime / best.stepTime - 1) : '',
      share(mfu),
      amount(memory.total, 'GB'),
    ]),
    paint,
  );
}

/** Rank among the fastest of a candidate of the front, if it is one of them. */
function placeOf({ stepTime, memory }: Candidate, top: readonly Candidate[]): string {
  const at = top.findIndex((c) => c.stepTime === stepTime && c.memory.total === memory.total);
  return at < 0 ? '' : String(at + 1);
}

/** At most `most` items of a list, including both ends. */
function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from(
    { length: most },
    (_, index) => list[Math.round((index * (list.length - 1)) / (most - 1))]!,
  );
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

/** The reason as a sentence; a reason unknown to the core stays as it is. */
function inWords(reason: string): string {
  return Object.hasOwn(REJECT_REASONS, reason)
    ? REJECT_REASONS[reason as keyof typeof REJECT_REASONS]
    : reason;
}
