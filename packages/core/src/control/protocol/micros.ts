import type { Seconds } from '../../base/index.ts';

/** A time in whole microseconds: sums are exact, so time can be accounted for to the microsecond. */
export type Micros = number & { readonly __unit?: 'us' };

export function toMicros(time: Seconds): Micros {
  return Math.min(Math.round(time * 1e6), Number.MAX_SAFE_INTEGER);
}

export function toSeconds(time: Micros): Seconds {
  return time / 1e6;
}
