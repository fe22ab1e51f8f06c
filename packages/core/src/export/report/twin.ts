import { showQuantity } from '../../base/index.ts';
import type { Plan } from '../../plan/index.ts';
import { partsChart } from './charts.ts';
import { type Html, html } from './html.ts';
import { facts, type Section, section } from './parts.ts';

/** A mean over lives, and its spread. */
interface Spread {
  readonly mean: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** What many simulated lives of a run came to: the part of a `TwinResult` that a report shows. Times in s. */
export interface LivedRun {
  readonly run: string;
  readonly seed: number;
  readonly lives: number;
  readonly horizon: number;
  readonly digest: string;
  readonly ettr: Spread;
  readonly interruptions: { readonly unexpected: Spread; readonly planned: Spread };
  readonly lost: Readonly<Record<string, { readonly mean: number }>>;
  readonly lived: { readonly mean: number };
  /** Until its end, at the pace of its lives; absent if a life made no progress. */
  readonly duration?: Spread;
}

const LOSSES: Readonly<Record<string, readonly [label: string, series: number]>> = {
  detect: ['Noticing failures', 2],
  waitForNodes: ['Waiting for nodes', 4],
  restart: ['Restarting', 5],
  rework: ['Work done again', 6],
  checkpoint: ['Writing checkpoints', 3],
  maintenance: ['Planned stops', 7],
  straggle: ['Slow nodes and heat', 8],
  shrunk: ['Running with fewer replicas', 2],
};

/** Each run as simulated lives make it; undefined if it was not asked for. */
export function twinSection(
  training: Plan['training'],
  lived: readonly LivedRun[],
): Section | undefined {
  if (lived.length === 0) return undefined;
  return section(
    'twin',
    'The twin',
    html`<p class="lead">The same runs, lived in virtual time with failures, repairs and the supervisor that would lead the real ones. Ranges are from the 10th to the 90th percentile of the lives.</p>`,
    lived.map((each) => showLived(each, training[each.run]?.goodput)),
  );
}

function showLived(lived: LivedRun, planned: number | undefined): Html {
  const { run, seed, lives, horizon, digest, ettr, interruptions, duration } = lived;
  const spread = (value: Spread, unit: string) =>
    `${showQuantity(value.mean, unit)} (${showQuantity(value.p10, unit)} to ${showQuantity(value.p90, unit)})`;
  return html`<article>
<h3>${run}</h3>
${facts([
  ['Lives', `${lives} of ${showQuantity(horizon, 'd')}, seed ${seed}, digest ${digest}`],
  ['Goodput', spread(ettr, '%')],
  ...(planned === undefined ? [] : [['Goodput by the plan', showQuantity(planned, '%')] as const]),
  ['Unexpected interruptions', spread(interruptions.unexpected, '1')],
  ['Planned interruptions', spread(interruptions.planned, '1')],
  [
    'Takes',
    duration
      ? `${showQuantity(duration.p50, 'd')} (${showQuantity(duration.p10, 'd')} to ${showQuantity(duration.p90, 'd')})`
      : 'has no end: a life made no progress',
  ],
])}
${partsChart(`Where the time of ${run} goes`, timeParts(lived))}
</article>
`;
}

function timeParts({ lost, lived, ettr }: LivedRun) {
  const text = (value: number) => showQuantity(value, 's');
  const useful = lived.mean * ettr.mean;
  return [
    { label: 'Training', value: useful, text: text(useful), series: 1 },
    ...Object.entries(lost)
      .filter(([, { mean }]) => mean > 0)
      .map(([cause, { mean }]) => {
        const [label, series] = LOSSES[cause] ?? [cause, 8];
        return { label, value: mean, text: text(mean), series };
      }),
  ];
}
