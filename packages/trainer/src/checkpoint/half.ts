/* Numbers of 16 bits: IEEE 754 binary16, and bfloat16, the upper half of a binary32. */

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** The nearest binary16, ties to even; beyond 65,504 infinity. */
export function toHalf(value: number): number {
  single[0] = value;
  const from = bits[0]!;
  const sign = (from >>> 16) & 0x8000;
  const exponent = (from >>> 23) & 0xff;
  const fraction = from & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  // binary16 counts exponents from 15, binary32 from 127.
  const half = exponent - 127 + 15;
  if (half >= 0x1f) return sign | 0x7c00;
  if (half > 0) return sign + roundShift((half << 23) | fraction, 13);
  // Below the smallest normal number the leading one is written out; below half of the smallest there is nothing.
  if (half < -10) return sign;
  return sign + roundShift(fraction | 0x800000, 14 - half);
}

export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function fromBrain(brain: number): number {
  bits[0] = brain << 16;
  return single[0]!;
}

/** Drops the last `places` bits, to the nearest, ties to even. A carry moves the exponent on, as it must. */
function roundShift(value: number, places: number): number {
  const kept = value >>> places;
  const rest = value & ((1 << places) - 1);
  const tie = 1 << (places - 1);
  return rest > tie || (rest === tie && (kept & 1) === 1) ? kept + 1 : kept;
}
