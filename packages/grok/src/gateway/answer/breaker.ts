export interface BreakerLimits {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** How long nothing passes then, s. */
  readonly pause: number;
}

/**
 * Keeps requests from an upstream that fails: after some failures in a row nothing passes for a while, then one
 * request tries it, and its outcome decides.
 */
export class Breaker {
  readonly #limits: BreakerLimits;
  #failures = 0;
  /** ms; when it may be tried again. */
  #openUntil = Number.NEGATIVE_INFINITY;
  #isTrying = false;

  constructor(limits: BreakerLimits) {
    this.#limits = limits;
  }

  get isOpen(): boolean {
    return this.#failures >= this.#limits.failures;
  }

  /** s until it may be tried. */
  secondsLeft(now: number): number {
    return this.isOpen ? Math.max(0, (this.#openUntil - now) / 1000) : 0;
  }

  /** Whether a request may pass; `succeeded`, `failed` or `left` must follow if so. */
  pass(now: number): boolean {
    if (!this.isOpen) return true;
    if (now < this.#openUntil || this.#isTrying) return false;
    this.#isTrying = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#isTrying = false;
  }

  failed(now: number): void {
    this.#failures++;
    this.#isTrying = false;
    if (this.isOpen) this.#openUntil = now + this.#limits.pause * 1000;
  }

  /** The request ended for a reason that says nothing of the upstream. */
  left(): void {
    this.#isTrying = false;
  }
}
