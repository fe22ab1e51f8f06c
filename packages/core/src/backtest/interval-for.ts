import { type RatioInterval, TRAINING_ERROR } from '../facts/index.ts';
import { widestInterval } from './intervals.ts';
import { type Stratum, type StratumSubject, strataOf } from './strata.ts';

/** How many of 100 measured times an interval holds. */
export type IntervalShare = 'within80' | 'within95';

/**
 * What a predicted step time is multiplied with to get the ends of its interval, as the backtest that
 * ships found for sources that had no part in the model. A stratum with too few runs of its own gets
 * the interval of all; so does undefined.
 */
export function intervalFor(
  stratum: Stratum | undefined,
  share: IntervalShare = 'within80',
): RatioInterval {
  return widestInterval(TRAINING_ERROR, stratum === undefined ? [] : [stratum])[share];
}

/** The same for a run that may be of several strata: of theirs, the one that doubts most. */
export function intervalForRun(
  run: StratumSubject,
  share: IntervalShare = 'within80',
): RatioInterval {
  return widestInterval(TRAINING_ERROR, strataOf(run))[share];
}
