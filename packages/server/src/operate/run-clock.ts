import type { Micros } from '@gigafactory/core/protocol';

/** After every stamp of a clock. */
export const LATER = '~';

/** Reads the wall clock, ms since 1970, and the monotonic clock, ns; tests bring their own. */
export interface Clocks {
  readonly wall: () => number;
  readonly monotonic: () => bigint;
}

const SYSTEM: Clocks = { wall: Date.now, monotonic: process.hrtime.bigint };

/**
 * The time of a run: us since its journal began. While this program runs it follows the monotonic clock alone,
 * so that a wall clock put back or forward changes nothing. After a restart the wall clock says how long the
 * program was away; one that was put back meanwhile counts as no time away.
 */
export class RunClock {
  readonly #clocks: Clocks;
  readonly #startedAt: number;
  readonly #base: Micros;
  readonly #anchor: bigint;

  /**
   * @param startedAt wall-clock time of the journal's start, ms since 1970
   * @param last time of the newest event, us
   */
  constructor(startedAt: number, last: Micros, clocks: Clocks = SYSTEM) {
    this.#clocks = clocks;
    this.#startedAt = startedAt;
    this.#base = Math.max(last, Math.round((clocks.wall() - startedAt) * 1000));
    this.#anchor = clocks.monotonic();
  }

  get now(): Micros {
    return this.#base + Number((this.#clocks.monotonic() - this.#anchor) / 1000n);
  }

  after(delay: Micros, act: () => void): () => void {
    const timer = setTimeout(act, delay / 1000);
    return () => clearTimeout(timer);
  }

  /** The time as wall-clock time, whole ms since 1970, rounded down. */
  get wall(): number {
    return Math.floor(this.#startedAt + this.now / 1000);
  }

  /** A wall-clock time, ms since 1970, as a time of the run. */
  at(wall: number): Micros {
    return Math.round((wall - this.#startedAt) * 1000);
  }

  /** A time of the run as RFC 3339 in UTC. */
  stamp(at: Micros): string {
    return new Date(this.#startedAt + at / 1000).toISOString();
  }
}
