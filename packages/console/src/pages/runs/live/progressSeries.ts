import type { ProgressEntry } from '@gigafactory/core/api';

/** What a chart draws: one value a bucket, null where nothing was trained. */
export interface ProgressPoints {
  /** Middle of each bucket, s since the run's start. */
  readonly time: readonly number[];
  readonly loss: readonly (number | null)[];
  /** Mean, s. */
  readonly stepTime: readonly (number | null)[];
  /** Trained in a bucket over its length: it falls to 0 while the run is down. */
  readonly tokensPerSecond: readonly number[];
  /** The newest entry, if there is any. */
  readonly last: ProgressEntry | undefined;
}

/** Buckets that are kept, however long the run. */
const MOST = 720;
/** A bucket holds this many steps at the least, so that none is empty while a run trains. */
const FEWEST_STEPS = 3;

/**
 * The progress of a run in a bounded number of buckets of equal length: when they are full, every two become
 * one. A day of steps takes as much memory as a minute of them.
 */
export class ProgressSeries {
  readonly #start: number;
  /** s. */
  #width: number;
  #count = 0;
  readonly #loss = new Float64Array(MOST);
  readonly #losses = new Float64Array(MOST);
  readonly #stepTime = new Float64Array(MOST);
  readonly #steps = new Float64Array(MOST);
  readonly #tokens = new Float64Array(MOST);
  #last: ProgressEntry | undefined;
  /** Of all steps that tell it: their sum, s, and their number. */
  #timed: readonly [sum: number, count: number] = [0, 0];
  /** When the last entry came, s since the start. */
  #lastAt = 0;

  /** `start`: ms since 1970; `stepTime`: as predicted, s. */
  constructor(start: number, stepTime: number) {
    this.#start = start;
    this.#width = Math.max(1, FEWEST_STEPS * stepTime);
  }

  /** s; doubles as the run goes on. */
  get width(): number {
    return this.#width;
  }

  add(entry: ProgressEntry): void {
    // The clock of another day may have been set back; the line never is.
    const at = Math.max(this.#lastAt, (Date.parse(entry.at) - this.#start) / 1000);
    if (entry.stepTime !== null)
      this.#timed = [this.#timed[0] + entry.stepTime, this.#timed[1] + 1];
    const isThin = FEWEST_STEPS * (mean(...this.#timed) ?? 0) > this.#width;
    if (isThin) this.#halve();
    while (at >= MOST * this.#width) this.#halve();
    const bucket = Math.floor(at / this.#width);
    this.#count = Math.max(this.#count, bucket + 1);
    if (entry.loss !== null) {
      this.#loss[bucket]! += entry.loss;
      this.#losses[bucket]! += 1;
    }
    if (entry.stepTime !== null) {
      this.#stepTime[bucket]! += entry.stepTime;
      this.#steps[bucket]! += 1;
    }
    // After a restart the count begins again at the checkpoint.
    this.#tokens[bucket]! += Math.max(0, entry.tokens - (this.#last?.tokens ?? 0));
    this.#last = entry;
    this.#lastAt = at;
  }

  /** All but the last bucket, which is not over; of a run in its first seconds also that one. */
  view(): ProgressPoints {
    const count = Math.max(Math.min(1, this.#count), this.#count - 1);
    const of = <Value>(value: (bucket: number) => Value): Value[] =>
      Array.from({ length: count }, (_, bucket) => value(bucket));
    const width = this.#width;
    return {
      time: of((bucket) => (bucket + 0.5) * width),
      loss: of((bucket) => mean(this.#loss[bucket]!, this.#losses[bucket]!)),
      stepTime: of((bucket) => mean(this.#stepTime[bucket]!, this.#steps[bucket]!)),
      tokensPerSecond: of((bucket) => this.#tokens[bucket]! / width),
      last: this.#last,
    };
  }

  #halve(): void {
    for (const values of [this.#loss, this.#losses, this.#stepTime, this.#steps, this.#tokens]) {
      for (let bucket = 0; bucket < MOST / 2; bucket++)
        values[bucket] = values[2 * bucket]! + values[2 * bucket + 1]!;
      values.fill(0, MOST / 2);
    }
    this.#width *= 2;
    this.#count = Math.ceil(this.#count / 2);
  }
}

function mean(sum: number, count: number): number | null {
  return count === 0 ? null : sum / count;
}
