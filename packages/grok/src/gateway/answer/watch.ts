export interface Timeouts {
  /** Until the first event, s. */
  readonly firstToken: number;
  /** Between events, s. */
  readonly betweenTokens: number;
  /** From start to end, s. */
  readonly whole: number;
}

/** Why an upstream was given up. */
export type Patience = keyof Timeouts;

/** Waits for an upstream no longer than it may take. */
export class Watch {
  readonly #timeouts: Timeouts;
  readonly #lost: (patience: Patience) => void;
  readonly #whole: NodeJS.Timeout;
  #next: NodeJS.Timeout;
  #hasHeard = false;

  constructor(timeouts: Timeouts, lost: (patience: Patience) => void) {
    this.#timeouts = timeouts;
    this.#lost = lost;
    this.#whole = setTimeout(() => lost('whole'), timeouts.whole * 1000);
    this.#next = setTimeout(() => lost('firstToken'), timeouts.firstToken * 1000);
  }

  heard(): void {
    if (this.#hasHeard) {
      this.#next.refresh();
      return;
    }
    this.#hasHeard = true;
    clearTimeout(this.#next);
    const wait = this.#timeouts.betweenTokens * 1000;
    this.#next = setTimeout(() => this.#lost('betweenTokens'), wait);
  }

  stop(): void {
    clearTimeout(this.#whole);
    clearTimeout(this.#next);
  }
}
