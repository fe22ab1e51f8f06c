import { type Seconds, YEAR_S } from '../base/index.ts';

/** A time that varies: log-normal with this median, or always the median when sigma is 0. */
export interface TwinDuration {
  /** s. */
  readonly median: Seconds;
  /** Standard deviation of the natural logarithm, dimensionless. */
  readonly sigma: number;
}

/** A century: nothing in a factory is planned beyond it, and its microseconds are exact in a float64. */
export const LONGEST_S = 100 * YEAR_S;
