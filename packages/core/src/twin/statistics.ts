import type { Estimate } from './result.ts';

/** 97.5 % quantile of Student's t for 1, 2, ... 30 degrees of freedom (any table, e.g. NIST e-Handbook 1.3.6.7.2). */
const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
] as const;
const NORMAL_975 = 1.96;

/** 97.5 % quantile of Student's t; beyond 30 degrees of freedom its first correction to the normal. */
export function studentT975(degrees: number): number {
  const z = NORMAL_975;
  // Abramowitz and Stegun 26.7.5, two terms: within 0.001 from 30 degrees on.
  return T_975[degrees - 1] ?? z + (z * z * z + z) / (4 * degrees);
}

/** Mean, interval and spread of values, all finite; throws a RangeError for fewer than two. */
export function estimate(values: readonly number[]): Estimate {
  const count = values.length;
  if (count < 2) throw new RangeError('an interval needs at least two values');
  const sorted = values.toSorted((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const sd = Math.sqrt(squares / (count - 1));
  const half = (studentT975(count - 1) * sd) / Math.sqrt(count);
  return {
    mean,
    ci95: [mean - half, mean + half],
    sd,
    p10: percentile(sorted, 0.1),
    p50: percentile(sorted, 0.5),
    p90: percentile(sorted, 0.9),
  };
}

/** Linear between the two nearest ranks. */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1);
  const low = Math.floor(rank);
  const below = sorted[low]!;
  const above = sorted[low + 1] ?? below;
  return below + (above - below) * (rank - low);
}
