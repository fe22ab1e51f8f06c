import type { Seconds } from '@gigafactory/core/base';
import type { Micros } from '@gigafactory/core/protocol';

/** A step as its program reported it. */
export interface Reached {
  readonly at: Micros;
  readonly attempt: number;
  readonly step: number;
  readonly loss: number | null;
  readonly tokens: number;
}

/** So many of the last steps are measured. */
const MEASURED_STEPS = 51;

/** How fast a run trains: step times and tokens a second over its last steps. */
export class Pace {
  #last: Reached[] = [];
  #times: Seconds[] = [];

  get newest(): Reached | undefined {
    return this.#last.at(-1);
  }

  /** Median of the last steps, s; undefined before the second step of an attempt. */
  get stepTime(): Seconds | undefined {
    if (this.#times.length === 0) return undefined;
    return [...this.#times].sort((a, b) => a - b)[this.#times.length >> 1];
  }

  /** Over the last steps of this attempt. */
  get tokensPerSecond(): number | undefined {
    const first = this.#last[0];
    const newest = this.newest;
    if (!first || !newest || newest.at === first.at) return undefined;
    return ((newest.tokens - first.tokens) / (newest.at - first.at)) * 1e6;
  }

  /**
   * Takes a step in and gives the time of it, null for the first of an attempt; undefined if it is no news,
   * as when an engine says the last ones again after a restart.
   */
  take(reached: Reached): { readonly stepTime: Seconds | null } | undefined {
    const { newest } = this;
    if (newest && !isNews(newest, reached)) return undefined;
    const isFirst = newest?.attempt !== reached.attempt;
    if (isFirst) this.#last = [];
    this.#last.push(reached);
    if (this.#last.length > MEASURED_STEPS) this.#last.shift();
    if (!newest || isFirst) return { stepTime: null };
    const stepTime = (reached.at - newest.at) / 1e6 / (reached.step - newest.step);
    this.#times.push(stepTime);
    if (this.#times.length > MEASURED_STEPS) this.#times.shift();
    return { stepTime };
  }
}

function isNews(before: Reached, { attempt, step }: Reached): boolean {
  return attempt > before.attempt || (attempt === before.attempt && step > before.step);
}
