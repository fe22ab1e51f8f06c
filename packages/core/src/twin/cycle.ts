import type { Micros } from '../control/protocol/index.ts';

/** The checkpoint schedule of a run, us. */
export interface CyclePlan {
  /** Training between two durable checkpoints, and how long writing one stops training. */
  readonly interval: Micros;
  readonly write: Micros;
  /** Copies to a peer's memory in between. */
  readonly memory?: { readonly interval: Micros; readonly write: Micros };
}

/**
 * Time from one durable checkpoint to the next, with the memory copies in between. It computes, rather than
 * simulates, how much of any stretch is training. A coordinate is us since the first cycle began; cycles
 * repeat endlessly.
 */
export class Cycle {
  readonly period: Micros;
  readonly interval: Micros;
  readonly write: Micros;
  readonly #copies: number;
  readonly #copyInterval: Micros;
  readonly #copyPeriod: Micros;

  constructor({ interval, write, memory }: CyclePlan) {
    this.interval = interval;
    this.write = write;
    // The last copy would coincide with the durable checkpoint.
    this.#copies = memory ? Math.max(0, Math.ceil(interval / memory.interval) - 1) : 0;
    this.#copyInterval = memory?.interval ?? interval;
    this.#copyPeriod = memory ? memory.interval + memory.write : interval;
    this.period = interval + write + this.#copies * (memory?.write ?? 0);
  }

  /** Complete cycles up to a coordinate. */
  cyclesAt(coordinate: Micros): number {
    // Exact, unlike the floor of a quotient.
    return (coordinate - (coordinate % this.period)) / this.period;
  }

  /** Training done from the start of the first cycle to a coordinate. */
  trainingAt(coordinate: Micros): Micros {
    const inCycle = coordinate % this.period;
    return this.cyclesAt(coordinate) * this.interval + this.#trainingIn(inCycle);
  }

  /** The first coordinate, from `from` on, by which this much more training is done. */
  coordinateAfter(from: Micros, training: Micros): Micros {
    const target = this.trainingAt(from) + training;
    if (target === 0) return from;
    // The cycle in which the last of it is done, so that its write is not counted.
    const cycles = Math.ceil(target / this.interval) - 1;
    const rest = target - cycles * this.interval;
    const copies = Math.min(this.#copies, Math.ceil(rest / this.#copyInterval) - 1);
    const inCycle = copies * this.#copyPeriod + rest - copies * this.#copyInterval;
    return Math.max(from, cycles * this.period + inCycle);
  }

  /** Durable checkpoints and memory copies that are complete at a coordinate. */
  copiesAt(coordinate: Micros): number {
    return (
      this.cyclesAt(coordinate) * (1 + this.#copies) + this.#copiesIn(coordinate % this.period)
    );
  }

  /** Training since the last checkpoint or copy. */
  uncoveredAt(coordinate: Micros): Micros {
    const inCycle = coordinate % this.period;
    return this.#trainingIn(inCycle) - this.#copiesIn(inCycle) * this.#copyInterval;
  }

  #copiesIn(inCycle: Micros): number {
    if (this.#copies === 0) return 0;
    return Math.min(this.#copies, Math.floor(inCycle / this.#copyPeriod));
  }

  #trainingIn(inCycle: Micros): Micros {
    const copies = this.#copiesIn(inCycle);
    const rest = inCycle - copies * this.#copyPeriod;
    const most =
      copies < this.#copies ? this.#copyInterval : this.interval - copies * this.#copyInterval;
    return copies * this.#copyInterval + Math.min(rest, most);
  }
}
