import type { Cache, Decoder } from '../decoder/index.ts';

/** A cache, and the tokens that it holds or is about to hold. */
export interface Slot {
  readonly cache: Cache;
  tokens: number[];
}

/**
 * Caches that texts use one after another. What a text left is kept: one that begins alike need not compute that part
 * again, and gets the same numbers to the bit.
 */
export class Slots {
  readonly #decoder: Decoder;
  readonly #most: number;
  /** The one that was given back longest ago comes first. */
  readonly #idle: Slot[] = [];
  readonly #busy = new Set<Slot>();

  constructor(decoder: Decoder, most: number) {
    this.#decoder = decoder;
    this.#most = most;
  }

  get hasRoom(): boolean {
    return this.#busy.size < this.#most;
  }

  /**
   * A slot for a text that begins with these tokens. Its cache holds as many of them as any text computed before; never
   * the last one, whose logits are wanted. Throws RangeError where memory ends.
   */
  take(tokens: readonly number[]): Slot {
    const { best, length } = this.#nearest(tokens.slice(0, -1));
    const slot = this.#free(best);
    if (best) slot.cache.copy(best.cache, length);
    else slot.cache.cut(0);
    slot.tokens = tokens.slice(0, length);
    this.#busy.add(slot);
    return slot;
  }

  /** Fills a cache that is no slot's with as many of these tokens as any text computed before. */
  fill(cache: Cache, tokens: readonly number[]): void {
    const { best, length } = this.#nearest(tokens);
    if (best) cache.copy(best.cache, length);
    else cache.cut(0);
  }

  /** The text that begins most like these tokens, and how many of them it has. */
  #nearest(tokens: readonly number[]): {
    readonly best: Slot | undefined;
    readonly length: number;
  } {
    let best: Slot | undefined;
    let length = 0;
    for (const slot of [...this.#idle, ...this.#busy]) {
      const shared = Math.min(sharedLength(slot.tokens, tokens), slot.cache.length);
      if (shared > length) [best, length] = [slot, shared];
    }
    return { best, length };
  }

  giveBack(slot: Slot): void {
    this.#busy.delete(slot);
    this.#idle.push(slot);
  }

  /** The best one itself if it is idle; else one that was never used, else the one that waits longest. */
  #free(best: Slot | undefined): Slot {
    const at = best ? this.#idle.indexOf(best) : -1;
    if (at >= 0) return this.#idle.splice(at, 1)[0]!;
    if (this.#idle.length + this.#busy.size < this.#most)
      return { cache: this.#decoder.open(), tokens: [] };
    return this.#idle.shift()!;
  }
}

function sharedLength(left: readonly number[], right: readonly number[]): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length++;
  return length;
}
