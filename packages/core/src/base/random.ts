import { finalMix, mixIn, rotate } from './hash.ts';
import { exp, ln } from './portable.ts';

/** A named source of random numbers; the same bits in Node and in browsers. */
export interface RandomStream {
  /**
   * A separate stream for one purpose. It depends on the seed and the names on the path to it, never on how
   * much was drawn: one more repair does not move the failures.
   */
  fork(name: string): RandomStream;
  /** Uniform in [0, 1), with 53 bits. */
  next(): number;
  /** Uniform in [0, 2^32). */
  nextUint32(): number;
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** Uniform over 0, 1, ..., count - 1; `count` is a whole number from 1 to 2^32. */
  integer(count: number): number;
  /** Time to the next of independent events that are `mean` apart on average. */
  exponential(mean: number): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  /** Its logarithm is normal with standard deviation `sigma`. */
  lognormal(median: number, sigma: number): number;
  /** Survival exp(-(t / scale)^shape): a shape below 1 is infant mortality, above 1 wear-out. */
  weibull(scale: number, shape: number): number;
}

/** The stream of a seed; `7` and `'7'` are the same seed. */
export function createStream(seed: number | string): RandomStream {
  return new Xoshiro(deriveKey(ROOT, String(seed)));
}

type Key = readonly [number, number, number, number];

// Fractional digits of pi: four lanes need four different starts.
const ROOT: Key = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];

/** A key for a name under another key: a 32-bit lane each, then mixed so that all depend on all. */
function deriveKey(parent: Key, name: string): Key {
  let [a, b, c, d] = parent;
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    a = mixIn(a, code ^ b);
    b = mixIn(b, code ^ c);
    c = mixIn(c, code ^ d);
    d = mixIn(d, code ^ a);
  }
  a = finalMix(a ^ b ^ name.length);
  b = finalMix(b ^ c ^ a);
  c = finalMix(c ^ d ^ b);
  d = finalMix(d ^ a ^ c);
  return [a, b, c, d];
}

/**
 * xoshiro128** 1.1 (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS
 * 47, 2021; public domain): 32-bit operations only.
 */
class Xoshiro implements RandomStream {
  readonly #key: Key;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(key: Key) {
    this.#key = key;
    [this.#a, this.#b, this.#c, this.#d] = key;
    // The one state that the generator cannot leave.
    if ((this.#a | this.#b | this.#c | this.#d) === 0) this.#a = 1;
  }

  fork(name: string): RandomStream {
    return new Xoshiro(deriveKey(this.#key, name));
  }

  nextUint32(): number {
    const result = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return result;
  }

  next(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 2 ** 26 + low) * 2 ** -53;
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  integer(count: number): number {
    if (!Number.isInteger(count) || count < 1 || count > 2 ** 32) {
      throw new RangeError(`cannot choose among ${count}`);
    }
    // 53 bits over at most 2^32 choices: no choice is favoured by more than one in two million.
    return Math.floor(this.next() * count);
  }

  exponential(mean: number): number {
    return -mean * ln(1 - this.next());
  }

  /** Marsaglia's polar method; IEEE 754 rounds the square root correctly, so engines agree. */
  normal(): number {
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * ln(square)) / square);
    }
  }

  lognormal(median: number, sigma: number): number {
    return median * exp(sigma * this.normal());
  }

  weibull(scale: number, shape: number): number {
    return scale * exp(ln(this.exponential(1)) / shape);
  }
}
