/** Failures that cost no wait. */
const FREE_FAILURES = 5;
/** The wait after one more, which doubles up to the longest, ms. */
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;
/** After so long without a failure all is forgotten, ms. */
const FORGET_MS = 15 * 60_000;
const MOST_REMEMBERED = 10_000;

interface Failures {
  count: number;
  last: number;
}

/**
 * Slows down who guesses, by what is guessed: a name as seen by strangers, or a browser that has signed in as that person
 * before. So who guesses a name keeps its owner out of no browser that the owner has used, and out of a new one for a minute
 * at most after the guessing ends.
 */
export class Attempts {
  readonly #failures = new Map<string, Failures>();
  readonly #now: () => number;

  /** @param now ms since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** s until the next attempt may be made; 0: now. */
  wait(key: string): number {
    const known = this.#failures.get(key);
    if (!known || known.count < FREE_FAILURES) return 0;
    const doublings = Math.min(known.count - FREE_FAILURES, 16);
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** doublings);
    return Math.max(0, Math.ceil((known.last + wait - this.#now()) / 1000));
  }

  failed(key: string): void {
    const now = this.#now();
    this.#forget(now);
    const known = this.#failures.get(key);
    if (known && now - known.last < FORGET_MS) {
      known.count++;
      known.last = now;
    } else this.#failures.set(key, { count: 1, last: now });
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  #forget(now: number): void {
    if (this.#failures.size < MOST_REMEMBERED) return;
    for (const [key, { last }] of this.#failures)
      if (now - last > FORGET_MS) this.#failures.delete(key);
    // Names that nobody has are guessed too: the oldest go first.
    for (const key of this.#failures.keys()) {
      if (this.#failures.size < MOST_REMEMBERED) return;
      this.#failures.delete(key);
    }
  }
}
