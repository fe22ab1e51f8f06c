import { exp, ln, pow } from './portable.ts';

/** Terms of the continued fraction; 100 are plenty for these arguments. */
const MOST_TERMS = 300;
const TINY = 1e-300;

/**
 * Probability that |t| of Student's law is at least as large, dimensionless: the two-sided p-value.
 * Abramowitz and Stegun 26.7.1 by the incomplete beta function, as its continued fraction 26.5.8.
 */
export function studentTail(t: number, degrees: number): number {
  if (!Number.isFinite(t)) return 0;
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

const found975: number[] = [];

/** 97.5 % quantile of Student's law, dimensionless, for integer degrees of freedom from 1; to 1e-12. */
export function studentT975(degrees: number): number {
  const known = found975[degrees];
  if (known !== undefined) return known;
  // The tail decreases monotonically; the quantile is largest with one degree of freedom, 12.7.
  let low = 1;
  let high = 13;
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (studentTail(middle, degrees) > 0.05) low = middle;
    else high = middle;
  }
  found975[degrees] = high;
  return high;
}

/** Regularised incomplete beta function I_x(a, b). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b)) * pow(x, a) * pow(1 - x, b);
  // The fraction converges quickly only on this side of the mean.
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(x, a, b)) / a
    : 1 - (front * fraction(1 - x, b, a)) / b;
}

/** The continued fraction by Lentz's method (Thompson and Barnett, J. Comput. Phys. 64, 1986). */
function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

const HALF_LN_2PI = 0.9189385332046728;

/** Stirling's series (Abramowitz and Stegun 6.1.41) from 10 on; below by the recurrence. x above 0. */
function lnGamma(x: number): number {
  let product = 1;
  let at = x;
  for (; at < 10; at++) product *= at;
  const square = at * at;
  const series = 1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square;
  return (at - 0.5) * ln(at) - at + HALF_LN_2PI + series / at - ln(product);
}
