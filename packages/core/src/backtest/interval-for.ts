import { type RatioInterval, TRAINING_ERROR } from '../facts/index.ts';
import { widestInterval } from './intervals.ts';
import { type Stratum, type StratumSubject, strataOf } from './strata.ts';

/** How many of 100 measured times an interval holds. */
export type IntervalShare = 'within80' | 'within95';

/**
 * The factors that turn a predicted step time into the ends of its interval, as the shipped backtest found
 * for sources excluded from the fit. A stratum with too few runs gets the interval of all runs, and so does
 * undefined.
 */
export function intervalFor(
  stratum: Stratum | undefined,
  share: IntervalShare = 'within80',
): RatioInterval {
  return widestInterval(TRAINING_ERROR, stratum === undefined ? [] : [stratum])[share];
}

/** The same for a run that may be in several strata: the widest of their intervals. */
export function intervalForRun(
  run: StratumSubject,
  share: IntervalShare = 'within80',
): RatioInterval {
  return widestInterval(TRAINING_ERROR, strataOf(run))[share];
}
