import { highWord, withHighWord } from './bits.ts';

/*
 * Natural logarithm and exponential from + - * / and bit access only. ECMAScript leaves the last bits
 * of Math.log, Math.exp and Math.pow to the engine; these give the same bits in every one.
 *
 * `ln` and `exp` follow e_log.c and e_exp.c of fdlibm 5.3 (https://www.netlib.org/fdlibm/):
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Developed at SunSoft, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that
 * this notice is preserved.
 */

/** A number in two parts: the second holds what the first rounds away. */
type Pair = readonly [number, number];

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LN2: Pair = [Math.LN2, 2.3190468138462996e-17];
const TWO_54 = 2 ** 54;

const L1 = 0.6666666666666735;
const L2 = 0.3999999999940942;
const L3 = 0.2857142874366239;
const L4 = 0.22222198432149784;
const L5 = 0.1818357216161805;
const L6 = 0.15313837699209373;
const L7 = 0.14798198605116586;

const E1 = 0.16666666666666602;
const E2 = -0.0027777777777015593;
const E3 = 6.613756321437934e-5;
const E4 = -1.6533902205465252e-6;
const E5 = 4.1381367970572385e-8;
/** Above this exp overflows; below the next it underflows to zero. */
const MOST_EXP = 709.782712893384;
const LEAST_EXP = -745.1332191019411;

/** Natural logarithm, within 1 ulp. `ln(0)` is -Infinity, of a negative number NaN. */
export function ln(value: number): number {
  if (!(value > 0)) return value === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (value === Number.POSITIVE_INFINITY) return value;
  const isSubnormal = value < 2 ** -1022;
  const x = isSubnormal ? value * TWO_54 : value;
  const high = highWord(x);
  const fraction = high & 0xfffff;
  // value = 2^k * m with m in [sqrt(1/2), sqrt(2)].
  const above = (fraction + 0x95f64) & 0x100000;
  const k = (high >>> 20) - 1023 + (above >>> 20) - (isSubnormal ? 54 : 0);
  const f = withHighWord(x, fraction | (above ^ 0x3ff00000)) - 1;
  if (f === 0) return k * LN2_HIGH + k * LN2_LOW;

  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = z * (L1 + w * (L3 + w * (L5 + w * L7)));
  const even = w * (L2 + w * (L4 + w * L6));
  const r = odd + even;
  // If f is large, splitting off f^2/2 keeps the rounding error of s * (f - r) small.
  if (((fraction - 0x6147a) | (0x6b851 - fraction)) > 0) {
    const half = 0.5 * f * f;
    return k * LN2_HIGH - (half - (s * (half + r) + k * LN2_LOW) - f);
  }
  return k * LN2_HIGH - (s * (f - r) - k * LN2_LOW - f);
}

/** e to the power of x, within 1 ulp. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > MOST_EXP) return Number.POSITIVE_INFINITY;
  if (x < LEAST_EXP) return 0;
  const size = Math.abs(x);
  if (size < 2 ** -28) return 1 + x;
  // x = k * ln 2 + (high - low), with |high - low| <= ln 2 / 2.
  const k = size > 0.5 * LN2[0] ? Math.trunc(Math.LOG2E * x + (x < 0 ? -0.5 : 0.5)) : 0;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c = r - t * (E1 + t * (E2 + t * (E3 + t * (E4 + t * E5))));
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  return scaled(1 - (low - (r * c) / (2 - c) - high), k);
}

/** e to the power of x, minus one: accurate near 0, where subtracting would leave no correct digits. */
export function expm1(x: number): number {
  // The next term of the series is x^3 / 24 of the first.
  if (Math.abs(x) < 1e-5) return x + (x * x) / 2 + (x * x * x) / 6;
  return exp(x) - 1;
}

/**
 * x to the power of y, within about 1 ulp. The logarithm is carried in two numbers, since its error
 * grows with y.
 */
export function pow(x: number, y: number): number {
  if (!(Math.abs(x) > 0) || !Number.isFinite(x) || !Number.isFinite(y) || y === 0) {
    return powAtEdges(x, y);
  }
  if (y === 1) return x;
  if (x < 0) {
    if (!Number.isInteger(y)) return Number.NaN;
    return y % 2 === 0 ? pow(-x, y) : -pow(-x, y);
  }
  if (Math.abs(y * ln(x)) > 800) return y * ln(x) > 0 ? Number.POSITIVE_INFINITY : 0;
  const [high, low] = pairLn(x);
  const [product, rest] = timesPair([high, low], [y, 0]);
  const main = exp(product);
  // exp(a + b) = exp(a) * (1 + b) for a tiny b.
  return main === 0 || main === Number.POSITIVE_INFINITY ? main : main + main * rest;
}

/** What ECMAScript specifies for zero, infinity or NaN as either argument. */
function powAtEdges(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const size = Math.abs(x);
  if (!Number.isFinite(y)) {
    if (size === 1) return Number.NaN;
    return size > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  const isOdd = Number.isInteger(y) && Math.abs(y % 2) === 1;
  const magnitude = size > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  return isOdd && (x < 0 || Object.is(x, -0)) ? -magnitude : magnitude;
}

/** y * 2^k, rounded once: where the result is subnormal, only the second product rounds. */
function scaled(y: number, k: number): number {
  if (k > 1023) return y * powerOfTwo(1023) * powerOfTwo(k - 1023);
  return k >= -1021 ? y * powerOfTwo(k) : y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
}

function powerOfTwo(k: number): number {
  return withHighWord(0, (1023 + k) << 20);
}

const TWO_THIRDS: Pair = [2 / 3, 3.700743415417188e-17];

/** The logarithm to about 64 bits: 2 s + 2/3 s^3 + ..., with s = (m - 1) / (m + 1). */
function pairLn(value: number): Pair {
  const k = Math.round(ln(value) * Math.LOG2E);
  const m = scaled(value, -k);
  const s = dividePair(m - 1, sum(m, 1));
  const square = timesPair(s, s);
  const z = square[0];
  const tail = seriesFrom(5, z) * z * z * s[0];
  const cube = timesPair(timesPair(square, s), TWO_THIRDS);
  const small = plusPair([2 * s[0], 2 * s[1]], plusPair(cube, [tail, 0]));
  return plusPair(timesPair(LN2, [k, 0]), small);
}

/** 2/n + 2/(n+2) z + 2/(n+4) z^2 + ...; z is at most 0.03, so eleven terms exhaust a float64. */
function seriesFrom(n: number, z: number): number {
  let total = 0;
  for (let term = 10; term >= 0; term--) total = total * z + 2 / (n + 2 * term);
  return total;
}

/** a + b exactly (Knuth, TAOCP 2, 4.2.2, theorem B). */
function sum(a: number, b: number): Pair {
  const total = a + b;
  const part = total - a;
  return [total, a - (total - part) + (b - part)];
}

/** a * b exactly (Dekker, Numer. Math. 18, 1971), for factors far from overflow. */
function product(a: number, b: number): Pair {
  const total = a * b;
  const [aHigh, aLow] = split(a);
  const [bHigh, bLow] = split(b);
  return [total, aLow * bLow - (total - aHigh * bHigh - aLow * bHigh - aHigh * bLow)];
}

function split(a: number): Pair {
  const shifted = 134217729 * a; // 2^27 + 1
  const high = shifted - (shifted - a);
  return [high, a - high];
}

function plusPair(a: Pair, b: Pair): Pair {
  const [total, rest] = sum(a[0], b[0]);
  return sum(total, rest + a[1] + b[1]);
}

function timesPair(a: Pair, b: Pair): Pair {
  const [total, rest] = product(a[0], b[0]);
  return sum(total, rest + (a[0] * b[1] + a[1] * b[0]));
}

function dividePair(a: number, b: Pair): Pair {
  const quotient = a / b[0];
  const [back, rest] = product(quotient, b[0]);
  return sum(quotient, (a - back - rest - quotient * b[1]) / b[0]);
}

/** Share of the standard normal law below z, to 7.5e-8 (Abramowitz and Stegun 26.2.17). */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const above = (exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail;
  return z >= 0 ? 1 - above : above;
}
