import type { Point } from '../geometry.ts';

/** `x' = a x + c y + e`, `y' = b x + d y + f`, as SVG writes it. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** First the inner, then the outer. */
export function times(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [
    ...([a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s] as const),
    ...([a * t + c * u + e, b * t + d * u + f] as const),
  ];
}

export function apply([a, b, c, d, e, f]: Matrix, { x, y }: Point): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

/** By how much lengths grow, on average over directions. */
export function scaleOf([a, b, c, d]: Matrix): number {
  return Math.sqrt(Math.abs(a * d - b * c));
}

/** Where something that points down on its own paper points on the page, at length 1. */
export function downOf([, , c, d]: Matrix): Point {
  const length = Math.sqrt(c * c + d * d) || 1;
  return { x: c / length, y: d / length };
}

export function shift(x: number, y: number): Matrix {
  return [1, 0, 0, 1, x, y];
}

/** All numbers of a list such as `1,2 3e4`. */
export function numbersIn(text: string): number[] {
  return (text.match(/[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?/g) ?? []).map(Number);
}

/** The transform of an attribute; what cannot be read changes nothing, as in browsers. */
export function readTransform(text: string | undefined): Matrix {
  let matrix = IDENTITY;
  for (const [, name, given] of (text ?? '').matchAll(/(\w{1,20})\s*\(([^()]*)\)/g)) {
    matrix = times(matrix, oneOf(name!, numbersIn(given!)));
  }
  return matrix;
}

function oneOf(name: string, [a = 0, b, c, d = 0, e = 0, f = 0]: readonly number[]): Matrix {
  if (name === 'matrix') return [a, b ?? 0, c ?? 0, d, e, f];
  if (name === 'translate') return shift(a, b ?? 0);
  if (name === 'scale') return [a, 0, 0, b ?? a, 0, 0];
  if (name === 'skewX') return [1, 0, sine(a) / sine(a + 90), 1, 0, 0];
  if (name === 'skewY') return [1, sine(a) / sine(a + 90), 0, 1, 0, 0];
  if (name !== 'rotate') return IDENTITY;
  const turn: Matrix = [sine(a + 90), sine(a), -sine(a), sine(a + 90), 0, 0];
  return times(times(shift(b ?? 0, c ?? 0), turn), shift(-(b ?? 0), -(c ?? 0)));
}

/** The sine of an angle in degrees, to twelve digits on every engine. */
function sine(degrees: number): number {
  const turned = ((degrees % 360) + 360) % 360;
  const half = turned >= 180 ? turned - 180 : turned;
  const x = ((half > 90 ? 180 - half : half) * Math.PI) / 180;
  let term = x;
  let sum = x;
  for (let n = 2; n < 24; n += 2) {
    term *= (-x * x) / (n * (n + 1));
    sum += term;
  }
  return turned >= 180 ? -sum : sum;
}
