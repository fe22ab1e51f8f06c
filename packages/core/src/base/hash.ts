import { highWord, lowWord } from './bits.ts';

/**
 * A running 64-bit fingerprint of numbers and texts, the same in Node and in browsers. Two lanes of
 * MurmurHash3 x86_32 (Appleby, public domain) with different seeds. It distinguishes two runs; it does not
 * resist an attacker.
 */
export class Digest {
  #a = 0x9747b28c;
  #b = 0x3c6ef372;
  #words = 0;

  /** Takes in all 64 bits of a number; every NaN counts as the same. */
  number(value: number): this {
    const canonical = Number.isNaN(value) ? Number.NaN : value;
    this.#word(lowWord(canonical));
    this.#word(highWord(canonical));
    return this;
  }

  /** Takes in a text and its length, so that `ab` then `c` differs from `a` then `bc`. */
  text(value: string): this {
    this.#word(value.length);
    for (let index = 0; index < value.length; index++) this.#word(value.charCodeAt(index));
    return this;
  }

  /** 16 hexadecimal digits for everything taken in so far; more may follow. */
  hex(): string {
    const a = finalMix(this.#a ^ this.#words);
    const b = finalMix(this.#b ^ this.#words ^ a);
    return hexWord(a) + hexWord(b);
  }

  #word(word: number): void {
    this.#a = mixIn(this.#a, word);
    this.#b = mixIn(this.#b, word);
    this.#words = (this.#words + 1) | 0;
  }
}

/** One word into one lane of MurmurHash3. */
export function mixIn(lane: number, word: number): number {
  const scrambled = Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(rotate(lane ^ scrambled, 13), 5) + 0xe6546b64) | 0;
}

/** The finaliser of MurmurHash3: every input bit flips about half of the output bits. */
export function finalMix(lane: number): number {
  let mixed = lane;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function hexWord(word: number): string {
  return word.toString(16).padStart(8, '0');
}
