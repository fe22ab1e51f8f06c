import type { RandomStream } from '../base/index.ts';
import { type Micros, toMicros } from './micros.ts';
import type { TwinDuration } from './scenario.ts';

/** Longest time drawn, s: a log-normal tail beyond thirty years is past every horizon. */
const LONGEST_DRAW = 1e9;

const PURPOSES = [
  'failures',
  'victims',
  'job',
  'spares',
  'windows',
  'detect',
  'diagnose',
  'restart',
  'swap',
  'maintenance',
] as const;

export type Purpose = (typeof PURPOSES)[number];

/**
 * The chances of one life: a stream for each purpose, so that one more repair moves no failure, and for
 * the repairs of each cause, so that repairs of one cause do not move those of another.
 */
export class Chance {
  readonly #streams: Readonly<Record<Purpose, RandomStream>>;
  readonly #repairs: RandomStream;
  readonly #repairsOf = new Map<string, RandomStream>();

  constructor(stream: RandomStream) {
    const forks = PURPOSES.map((purpose) => [purpose, stream.fork(purpose)] as const);
    this.#streams = Object.fromEntries(forks) as Record<Purpose, RandomStream>;
    this.#repairs = stream.fork('repair');
  }

  /** Time to the next of independent arrivals at `rate` per s; undefined when there are none. */
  gap(purpose: Purpose, rate: number): Micros | undefined {
    if (rate === 0) return undefined;
    return toMicros(Math.min(this.#streams[purpose].exponential(1 / rate), LONGEST_DRAW));
  }

  duration(purpose: Purpose, duration: TwinDuration): Micros {
    return draw(this.#streams[purpose], duration);
  }

  /** Time to repair a node that `cause` broke. */
  repair(cause: string, duration: TwinDuration): Micros {
    let stream = this.#repairsOf.get(cause);
    if (!stream) {
      stream = this.#repairs.fork(cause);
      this.#repairsOf.set(cause, stream);
    }
    return draw(stream, duration);
  }

  /** Uniform in 0 .. count - 1. */
  choose(purpose: Purpose, count: number): number {
    return this.#streams[purpose].integer(count);
  }

  /** An index with a probability proportional to its weight: weights are given as running sums. */
  chooseWeighted(purpose: Purpose, runningSums: readonly number[]): number {
    const total = runningSums.at(-1) ?? 0;
    const at = this.#streams[purpose].next() * total;
    const index = runningSums.findIndex((sum) => at < sum);
    return index < 0 ? runningSums.length - 1 : index;
  }
}

function draw(stream: RandomStream, { median, sigma }: TwinDuration): Micros {
  if (sigma === 0) return toMicros(median);
  return toMicros(Math.min(stream.lognormal(median, sigma), LONGEST_DRAW));
}
