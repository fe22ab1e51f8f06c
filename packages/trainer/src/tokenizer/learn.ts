import { splitWords } from './bytes.ts';

/** Tokens before the first merge: the end of a text, then the 256 bytes in order. */
export const END_OF_TEXT = 0;
export const FIRST_BYTE = 1;
export const FIRST_MERGE = FIRST_BYTE + 256;

/** Two tokens that become the next one. */
export type Merge = readonly [left: number, right: number];

/** Fewest times that a pair must appear to become a token. */
const FEWEST = 2;

/**
 * Byte-pair encoding: merges the most frequent pair of neighbours, again and again, until there are `vocabulary`
 * tokens. Of equally frequent pairs the one with the lowest tokens is taken. Fewer merges come back if no pair is
 * left that appears twice.
 */
export function learnMerges(texts: readonly string[], vocabulary: number): Merge[] {
  const pairs = new PairCounts(countWords(texts));
  const merges: Merge[] = [];
  while (FIRST_MERGE + merges.length < vocabulary) {
    const best = pairs.mostFrequent();
    if (!best) break;
    pairs.merge(best, FIRST_MERGE + merges.length);
    merges.push(best);
  }
  return merges;
}

export function tokensOfBytes(bytes: Uint8Array): number[] {
  return Array.from(bytes, (byte) => FIRST_BYTE + byte);
}

function countWords(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const word of splitWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Tokens below this are told apart by one number for a pair. */
const MOST_TOKENS = 2 ** 20;

class PairCounts {
  readonly #words: { tokens: number[]; readonly count: number }[];
  readonly #counts = new Map<number, number>();
  /** Words that a pair is in, or was: a stale one costs a look and no more. */
  readonly #places = new Map<number, Set<number>>();

  constructor(counts: ReadonlyMap<string, number>) {
    const encoder = new TextEncoder();
    this.#words = Array.from(counts, ([word, count]) => ({
      tokens: tokensOfBytes(encoder.encode(word)),
      count,
    }));
    for (const index of this.#words.keys()) this.#count(index, 1);
  }

  mostFrequent(): Merge | undefined {
    let best = -1;
    let most = FEWEST - 1;
    for (const [pair, count] of this.#counts) {
      if (count > most || (count === most && best >= 0 && pair < best))
        [best, most] = [pair, count];
    }
    return best < 0 ? undefined : [Math.floor(best / MOST_TOKENS), best % MOST_TOKENS];
  }

  merge([left, right]: Merge, token: number): void {
    for (const index of this.#places.get(left * MOST_TOKENS + right) ?? []) {
      const word = this.#words[index]!;
      this.#count(index, -1);
      word.tokens = mergeIn(word.tokens, [left, right], token);
      this.#count(index, 1);
    }
  }

  #count(index: number, sign: 1 | -1): void {
    const { tokens, count } = this.#words[index]!;
    for (let at = 0; at + 1 < tokens.length; at++) {
      const pair = tokens[at]! * MOST_TOKENS + tokens[at + 1]!;
      const left = (this.#counts.get(pair) ?? 0) + sign * count;
      if (left === 0) this.#counts.delete(pair);
      else this.#counts.set(pair, left);
      const places = this.#places.get(pair);
      if (places) places.add(index);
      else this.#places.set(pair, new Set([index]));
    }
  }
}

/** Every appearance of the pair, from left to right, as one token. */
export function mergeIn(tokens: readonly number[], [left, right]: Merge, token: number): number[] {
  const merged: number[] = [];
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at] === left && tokens[at + 1] === right) {
      merged.push(token);
      at++;
    } else merged.push(tokens[at]!);
  }
  return merged;
}
