import { type Micros, toSeconds } from '@gigafactory/core/protocol';
import type { ServerLoad } from '../telemetry.ts';
import { latencyBetween, type Reading } from './reading.ts';

/** us that rates and times look back. */
const BACK = 60e6;
/** Older than this a reading says nothing of now, us. */
const STALE = 15e6;

const NOTHING: ServerLoad = {
  queue: null,
  running: null,
  kvUse: null,
  ttft: null,
  tokenTime: null,
  tokensPerSecond: null,
};

/** The readings of the last minute, and what they come to. */
export class LoadWindow {
  #readings: { readonly at: Micros; readonly reading: Reading }[] = [];

  clear(): void {
    this.#readings = [];
  }

  add(at: Micros, reading: Reading): void {
    const last = this.#readings.at(-1);
    // Counts that went down are those of a server that began anew.
    if (last && (reading.tokens ?? 0) < (last.reading.tokens ?? 0)) this.clear();
    this.#readings.push({ at, reading });
    const oldest = this.#readings.findLastIndex((each) => at - each.at >= BACK);
    if (oldest > 0) this.#readings.splice(0, oldest);
  }

  load(now: Micros): ServerLoad {
    const [first, last] = [this.#readings[0], this.#readings.at(-1)];
    if (!first || !last || now - last.at > STALE) return NOTHING;
    const { queue, running, kvUse, tokens, ttft, tokenTime } = last.reading;
    const seconds = toSeconds(last.at - first.at);
    const before = first === last ? undefined : first.reading;
    const made = tokens === undefined || seconds <= 0 ? undefined : tokens - (before?.tokens ?? 0);
    return {
      queue: queue ?? null,
      running: running ?? null,
      kvUse: kvUse ?? null,
      ttft: latencyBetween(before?.ttft, ttft) ?? null,
      tokenTime: latencyBetween(before?.tokenTime, tokenTime) ?? null,
      tokensPerSecond: made === undefined ? null : made / seconds,
    };
  }
}
