import { quantile, studentT975 } from '../base/index.ts';
import type { Estimate } from './result.ts';

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
    p10: quantile(sorted, 0.1),
    p50: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
  };
}
