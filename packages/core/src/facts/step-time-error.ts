import type { Known, Source } from '../base/index.ts';

/**
 * `recipe`: software that a vendor tuned for its own hardware and published; the model was developed on runs
 * of this kind. The other kind is everything else, which is what most people run.
 */
export type SoftwareKind = 'recipe' | 'other';

/** Factors on a predicted time that give the ends of an interval: 1.2 is a fifth longer. */
export interface RatioInterval {
  readonly low: Known;
  readonly high: Known;
}

/** How measured step times compare with predicted ones, for runs of a source that the model has not seen. */
export interface StepTimeError {
  readonly label: string;
  /** Measured runs, and their sources, that the intervals rest on. */
  readonly rows: number;
  readonly sources: number;
  /** Holds 80 of 100 measured times; each source counts once. */
  readonly within80: RatioInterval;
  /** Holds 95 of 100. */
  readonly within95: RatioInterval;
}

const SOURCE: Source = {
  title: 'Runs that were not used for the model: 475 rows of 22 sources outside the backtest',
  locator: 'docs/backtest.md, Intervals',
};

function ratio(value: number): Known {
  return { value, unit: '1', provenance: 'measured', source: SOURCE, asOf: '2026-11-29' };
}

const interval = (low: number, high: number): RatioInterval => ({
  low: ratio(low),
  high: ratio(high),
});

/**
 * Measured over predicted step time of runs that the model had never seen. Intervals found from the rows of
 * the backtest itself were too narrow: those for 95 of 100 held 56.
 */
export const STEP_TIME_ERROR: Readonly<Record<SoftwareKind, StepTimeError>> = {
  recipe: {
    label: 'Recipes of NVIDIA and Google',
    rows: 26,
    sources: 4,
    within80: interval(0.98, 1.19),
    within95: interval(0.88, 1.22),
  },
  other: {
    label: 'Other software',
    rows: 449,
    sources: 17,
    within80: interval(0.86, 1.6),
    within95: interval(0.77, 2.2),
  },
};

/** `megatron-core-*` (the default, too) is not among them: by itself it is not a tuned recipe. */
const RECIPES = /^(megatron-bridge-.+|nemo-.+|maxtext|paxml|mlperf)$/;

/**
 * The kind of software that a run uses.
 *
 * @param stack its name
 * @param isChanged whether the run does anything differently from its stack: a changed recipe no longer counts as one
 */
export function softwareKind(stack: string, isChanged = false): SoftwareKind {
  return RECIPES.test(stack) && !isChanged ? 'recipe' : 'other';
}
