import { type Seconds, YEAR_S } from '../base/index.ts';

/** A duration that varies: log-normal with this median, or always the median if sigma is 0. */
export interface TwinDuration {
  /** s. */
  readonly median: Seconds;
  /** Standard deviation of the natural logarithm, dimensionless. */
  readonly sigma: number;
}

/** A century: no factory plans beyond it, and its microseconds are exact in a float64. */
export const LONGEST_S = 100 * YEAR_S;
