import type { Terms } from './terms.ts';

/** Terms weighted by how rare they are, at length 1. */
export interface Vector {
  /** In the order of their numbers. */
  readonly terms: Uint32Array;
  readonly weights: Float32Array;
}

/** Texts that are imagined to have been seen before, so that in a handful of items a term that all share still counts. */
const SEEN_BEFORE = 100;

/** Numbers the terms of many texts, and knows how rare each is. */
export class Vocabulary {
  readonly #numbers = new Map<string, number>();
  readonly #counts: number[] = [];
  #texts = 0;

  constructor(texts: readonly Terms[]) {
    for (const terms of texts) {
      this.#texts++;
      for (const term of terms.keys()) {
        const number = this.#numbers.get(term) ?? this.#numbers.size;
        this.#numbers.set(term, number);
        this.#counts[number] = (this.#counts[number] ?? 0) + 1;
      }
    }
  }

  /** How many texts a term is in. */
  countOf(term: number): number {
    return this.#counts[term] ?? 0;
  }

  /** Unknown terms are left out. */
  vectorOf(terms: Terms): Vector {
    const rows: [number, number][] = [];
    for (const [term, count] of terms) {
      const number = this.#numbers.get(term);
      if (number === undefined) continue;
      const rarity = Math.log((this.#texts + SEEN_BEFORE) / (this.countOf(number) + 1));
      rows.push([number, (1 + Math.log(count)) * rarity]);
    }
    rows.sort((a, b) => a[0] - b[0]);
    const length = Math.sqrt(rows.reduce((sum, [, weight]) => sum + weight * weight, 0)) || 1;
    return {
      terms: Uint32Array.from(rows, ([number]) => number),
      weights: Float32Array.from(rows, ([, weight]) => weight / length),
    };
  }
}

/** How alike two texts are by their terms, 0 to 1. */
export function likeness(a: Vector, b: Vector): number {
  let [i, j, sum] = [0, 0, 0];
  while (i < a.terms.length && j < b.terms.length) {
    const difference = a.terms[i]! - b.terms[j]!;
    if (difference === 0) sum += a.weights[i++]! * b.weights[j++]!;
    else if (difference < 0) i++;
    else j++;
  }
  return sum;
}
