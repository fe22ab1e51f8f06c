import { exp, ln } from './portable.ts';

/** A Poisson variable is never seen this many standard deviations above its mean. */
const NEVER_ABOVE = 12;

/**
 * Chance that a Poisson variable of mean `mean` is at most `most`: 1 where the mean is 0, NaN where either
 * is negative or not a number. To about 12 digits.
 */
export function poissonUpTo(most: number, mean: number): number {
  if (!(most >= 0 && mean >= 0)) return Number.NaN;
  if (mean === 0 || most > mean + NEVER_ABOVE * (1 + Math.sqrt(mean))) return 1;
  // With a mean this small, two are never seen, and their terms would overflow.
  if (most >= 1 && mean < 1e-9) return 1;
  const last = Math.floor(most);
  // From the last term, the largest below the mean, down: no sum of logarithms overflows.
  let ratio = 1;
  let sum = 1;
  for (let count = last; count > 0 && ratio > 1e-17 * sum; count--) {
    ratio *= count / mean;
    sum += ratio;
  }
  return Math.min(1, sum * exp(last * ln(mean) - mean - lnFactorial(last)));
}

/** Exact up to 20!, then Stirling's series (Abramowitz and Stegun 6.1.41), whose error is below 1e-12 there. */
function lnFactorial(count: number): number {
  if (count <= 20) {
    let product = 1;
    for (let factor = 2; factor <= count; factor++) product *= factor;
    return ln(product);
  }
  const x = count + 1;
  const series = 1 / (12 * x) - 1 / (360 * x * x * x) + 1 / (1260 * x * x * x * x * x);
  return (x - 0.5) * ln(x) - x + 0.5 * ln(2 * Math.PI) + series;
}
