import type { RandomStream } from '../base/index.ts';
import { type Micros, toMicros } from '../control/protocol/index.ts';
import type { TwinDuration } from './duration.ts';

/** Longest time drawn, s: a log-normal tail beyond thirty years is past every horizon. */
const LONGEST_DRAW = 1e9;

/**
 * The random draws of one life: one stream per purpose, so that one more repair moves no failure. A purpose
 * is a string such as `repair Faulty GPU` or `restart grok-3`.
 */
export class Chance {
  readonly #root: RandomStream;
  readonly #streams = new Map<string, RandomStream>();

  constructor(root: RandomStream) {
    this.#root = root;
  }

  stream(purpose: string): RandomStream {
    let stream = this.#streams.get(purpose);
    if (!stream) {
      stream = this.#root.fork(purpose);
      this.#streams.set(purpose, stream);
    }
    return stream;
  }

  /** Time to the next of independent arrivals at `rate` per s; undefined if there will be none. */
  gap(purpose: string, rate: number): Micros | undefined {
    if (rate === 0) return undefined;
    return toMicros(Math.min(this.stream(purpose).exponential(1 / rate), LONGEST_DRAW));
  }

  duration(purpose: string, { median, sigma }: TwinDuration): Micros {
    if (sigma === 0) return toMicros(median);
    return toMicros(Math.min(this.stream(purpose).lognormal(median, sigma), LONGEST_DRAW));
  }
}
