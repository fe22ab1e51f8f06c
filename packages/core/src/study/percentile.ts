import { exp, ln } from '../base/index.ts';

/** A percentile of lives and its 95 % confidence interval; infinite where the sample does not reach so far. */
export interface PercentileEstimate {
  readonly value: number;
  readonly interval: readonly [number, number];
}

const OUTSIDE = 0.025;

/**
 * Estimates a percentile (between 0 and 100) from a sample, by order statistics: how many of the sample lie below
 * the true percentile is binomial, whatever the law of the values (Conover, Practical Nonparametric Statistics,
 * section 3.2). Values may be infinite. Throws a RangeError for an empty sample.
 */
export function estimatePercentile(
  values: readonly number[],
  percentile: number,
): PercentileEstimate {
  const count = values.length;
  if (count === 0) throw new RangeError('a percentile needs at least one value');
  const sorted = values.toSorted((a, b) => a - b);
  const share = percentile / 100;
  const rank = Math.min(count, Math.max(1, Math.ceil(share * count)));
  // The largest rank that the percentile is below with at most 2.5 %, and the smallest that it is above.
  let low = 0;
  let high = count + 1;
  let below = 0;
  let logarithm = count * ln(1 - share);
  for (let hits = 0; hits <= count; hits++) {
    below += exp(logarithm);
    logarithm += ln(((count - hits) * share) / ((hits + 1) * (1 - share)));
    if (below <= OUTSIDE) low = hits + 1;
    if (below >= 1 - OUTSIDE) {
      high = hits + 1;
      break;
    }
  }
  return {
    value: sorted[rank - 1]!,
    interval: [
      low === 0 ? Number.NEGATIVE_INFINITY : sorted[low - 1]!,
      high > count ? Number.POSITIVE_INFINITY : sorted[high - 1]!,
    ],
  };
}
