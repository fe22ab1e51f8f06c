import type { RandomStream } from '../../base/index.ts';
import type { Micros } from '../../control/protocol/index.ts';
import { ageAtHazard, type FailureLaw } from './law.ts';

/**
 * When parts of one age fail: arrivals at `weight` times the hazard of one part. On the scale of the
 * cumulative hazard they arrive at a constant rate, so each takes one exponential draw and one inversion
 * (Lewis and Shedler, "Simulation of Nonhomogeneous Poisson Processes by Thinning", Naval Research Logistics
 * Quarterly 26, 1979, section 1).
 */
export class Arrivals {
  /** Time of the next arrival; Infinity if there will be none. */
  time: Micros;
  readonly #law: FailureLaw;
  readonly #meanStep: number;
  readonly #bornAt: Micros;
  readonly #stream: RandomStream;
  /** Cumulative hazard of one part at the next arrival; exact, while `time` is rounded. */
  #hazard: number;

  /** Until the first `advance`, `time` is the start, at which the cumulative hazard is `hazard`. */
  constructor(
    law: FailureLaw,
    weight: number,
    born: { readonly at: Micros; readonly start: Micros; readonly hazard: number },
    stream: RandomStream,
  ) {
    this.#law = law;
    this.#meanStep = 1 / weight;
    this.#bornAt = born.at;
    this.time = born.start;
    this.#hazard = born.hazard;
    this.#stream = stream;
  }

  advance(): void {
    this.#hazard += this.#stream.exponential(this.#meanStep);
    const time = this.#bornAt + Math.round(ageAtHazard(this.#law, this.#hazard) * 1e6);
    // The last bit of the inversion may go backwards if arrivals are less than a microsecond apart.
    this.time = Number.isSafeInteger(time) ? Math.max(time, this.time) : Number.POSITIVE_INFINITY;
  }

  end(): void {
    this.time = Number.POSITIVE_INFINITY;
  }
}
