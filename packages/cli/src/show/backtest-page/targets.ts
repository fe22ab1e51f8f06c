import type { BacktestReport, Comparison, ErrorSummary } from '@gigafactory/core/backtest';

interface Target {
  readonly what: string;
  /** Highest error, as a ratio. */
  readonly most: number;
  readonly rows: (report: BacktestReport) => Comparison | undefined;
  readonly error: (summary: ErrorSummary) => number;
}

/** How good the model is meant to become. */
const TARGETS: readonly Target[] = [
  {
    what: 'H100 dense bf16, median',
    most: 0.05,
    rows: ({ strata }) => strata.h100Bf16,
    error: ({ median }) => median,
  },
  {
    what: 'H100 dense bf16, 90 % below',
    most: 0.12,
    rows: ({ strata }) => strata.h100Bf16,
    error: ({ p90 }) => p90,
  },
  {
    what: 'H100 dense fp8, median',
    most: 0.08,
    rows: ({ strata }) => strata.h100Fp8,
    error: ({ median }) => median,
  },
  {
    what: 'Mixtures of experts, median',
    most: 0.08,
    rows: ({ strata }) => strata.moe,
    error: ({ median }) => median,
  },
  {
    what: '1,024 GPUs and more, median',
    most: 0.06,
    rows: ({ strata }) => strata.manyGpus,
    error: ({ median }) => median,
  },
  {
    what: 'All, sources equal, mean',
    most: 0.09,
    rows: ({ all }) => all,
    error: ({ sourcesEqual }) => sourcesEqual.mape,
  },
];

/** A target beside what was reached. */
export interface Reached {
  readonly what: string;
  readonly most: number;
  /** Undefined if there are no rows for it. */
  readonly newSource: number | undefined;
  readonly knownSource: number | undefined;
  readonly inSample: number | undefined;
  /** Out of sample, as if the source were new: the strictest error. */
  readonly met: boolean;
}

export function reachedTargets(report: BacktestReport): Reached[] {
  return TARGETS.map(({ what, most, rows, error }) => {
    const comparison = rows(report);
    const of = (way: keyof Comparison) => {
      const summary = comparison?.[way];
      return summary && summary.rows > 0 ? error(summary) : undefined;
    };
    const newSource = of('newSource');
    return {
      what,
      most,
      newSource,
      knownSource: of('knownSource'),
      inSample: of('inSample'),
      met: newSource !== undefined && newSource <= most,
    };
  });
}
