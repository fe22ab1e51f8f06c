import { type Code, f32x4, i32, i32x4, type Local } from '../assembler.ts';

/** Sizes of a number and of a vector, bytes. */
export const FLOAT = 4;
export const VECTOR = 16;

export function advance(local: Local, by: number): Code {
  return local.set(i32.add(local.get, i32.constant(by)));
}

export function addTo(sum: Local, term: Code): Code {
  return sum.set(f32x4.add(sum.get, term));
}

/** The sums of the lanes of four vectors, as one vector: (lane 0 + lane 2) + (lane 1 + lane 3) of each. */
export function addLanes(sums: readonly Local[]): Code {
  const [a, b, c, d] = sums.map((sum) => sum.get);
  const halves = (left: Code, right: Code): Code =>
    f32x4.add(f32x4.shuffle(left, right, [0, 1, 4, 5]), f32x4.shuffle(left, right, [2, 3, 6, 7]));
  const [low, high] = [halves(a!, b!), halves(c!, d!)];
  return f32x4.add(f32x4.shuffle(low, high, [0, 2, 4, 6]), f32x4.shuffle(low, high, [1, 3, 5, 7]));
}

/** Offsets of the vectors of so many floats, bytes. */
export function steps(floats: number): number[] {
  return Array.from({ length: floats / 4 }, (_, step) => step * VECTOR);
}

/** Range where the result is a normal float; beyond it the result is that of the bound. */
const [LOWEST, HIGHEST] = [-87.3, 88.3];
/** ln 2 in two parts, the first exact in few bits: Cephes, `expf` (Moshier 1989). */
const [LN2_HIGH, LN2_LOW] = [0.693359375, -2.1219444e-4];
/** Coefficients from Cephes `expf`, highest power first; relative error below 2e-7. */
const COEFFICIENTS = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
  5.0000001201e-1,
];

/** exp of `value` in place; `power` is overwritten. */
export function exponential(value: Local, power: Local): Code[] {
  const constant = f32x4.constant;
  const reduced = f32x4.subtract(
    f32x4.subtract(value.get, f32x4.multiply(power.get, constant(LN2_HIGH))),
    f32x4.multiply(power.get, constant(LN2_LOW)),
  );
  const polynomial = COEFFICIENTS.slice(1).reduce<Code>(
    (sum, coefficient) => f32x4.add(f32x4.multiply(sum, value.get), constant(coefficient)),
    constant(COEFFICIENTS[0]!),
  );
  const fraction = f32x4.add(
    f32x4.add(f32x4.multiply(f32x4.multiply(polynomial, value.get), value.get), value.get),
    constant(1),
  );
  // 2^n, made by writing n into the exponent of a float.
  const scale = i32x4.shiftLeft(i32x4.add(f32x4.toIntegers(power.get), i32x4.splat(127)), 23);
  return [
    value.set(f32x4.min(f32x4.max(value.get, constant(LOWEST)), constant(HIGHEST))),
    power.set(f32x4.nearest(f32x4.multiply(value.get, constant(Math.LOG2E)))),
    value.set(reduced),
    value.set(f32x4.multiply(fraction, scale)),
  ];
}
