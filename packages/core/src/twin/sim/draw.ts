import type { RandomStream } from '../../base/index.ts';

/** The focus of a case; `any` leaves it to chance. */
export const THEMES = ['any', 'any', 'any', 'gang', 'replica', 'node'] as const;
export type Theme = (typeof THEMES)[number];

/** Draws for a swarm; each purpose has its own stream. */
export class Draw {
  readonly #stream: RandomStream;

  constructor(stream: RandomStream) {
    this.#stream = stream;
  }

  fork(purpose: string): Draw {
    return new Draw(this.#stream.fork(purpose));
  }

  chance(probability: number): boolean {
    return this.#stream.next() < probability;
  }

  /** A whole number from `least` to `most`. */
  count(least: number, most: number): number {
    return least + this.#stream.integer(most - least + 1);
  }

  /** Whole seconds, roughly log-uniform: uniform within one of the doublings from `least` to `most`. */
  seconds(least: number, most: number): number {
    let top = least;
    const doublings: number[] = [];
    while (top < most) {
      doublings.push(top);
      top *= 2;
    }
    const from = this.one(doublings);
    return Math.min(most, Math.round(this.#stream.uniform(from, 2 * from)));
  }

  one<Item>(items: readonly Item[]): Item {
    return items[this.#stream.integer(items.length)]!;
  }

  /** A random subset, never empty. */
  some<Item>(items: readonly Item[]): Item[] {
    const chosen = items.filter(() => this.chance(0.5));
    return chosen.length > 0 ? chosen : [this.one(items)];
  }
}
