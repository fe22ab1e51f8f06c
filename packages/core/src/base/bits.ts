/** The two halves of a float64. Arithmetic on them is the same on every machine, whatever its byte order. */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

/** Sign, exponent and the upper 20 bits of the fraction. */
export function highWord(x: number): number {
  double[0] = x;
  return words[HIGH]!;
}

/** The lower 32 bits of the fraction. */
export function lowWord(x: number): number {
  double[0] = x;
  return words[LOW]!;
}

/** The same number with a different upper half. */
export function withHighWord(x: number, high: number): number {
  double[0] = x;
  words[HIGH] = high;
  return double[0];
}
