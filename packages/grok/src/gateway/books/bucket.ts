const MINUTE_MS = 60_000;

/**
 * An allowance per minute that fills up steadily, so that no two minutes side by side take it twice. What is known
 * only afterwards (tokens) may draw it below 0; then nothing passes until it is above again.
 */
export class Bucket {
  #left: number;
  #at: number;

  /** @param now ms, of a clock that only goes forward */
  constructor(perMinute: number, now: number) {
    this.#left = perMinute;
    this.#at = now;
  }

  /** What is left of the allowance, which may have been changed since. */
  left(perMinute: number, now: number): number {
    const gained = (Math.max(0, now - this.#at) / MINUTE_MS) * perMinute;
    this.#left = Math.min(perMinute, this.#left + gained);
    this.#at = Math.max(this.#at, now);
    return this.#left;
  }

  draw(amount: number): void {
    this.#left -= amount;
  }

  /** s until so much is there. */
  secondsUntil(amount: number, perMinute: number): number {
    return Math.max(0, ((amount - this.#left) / perMinute) * 60);
  }
}
