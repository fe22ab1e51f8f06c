import type { Seconds } from '../../base/index.ts';

/** The steepest change of power. */
export interface Ramp {
  /** W/s, of a change in either direction; 0 if power never changes. */
  readonly rate: number;
  readonly direction: 'up' | 'down';
  /** When it begins, from the start of the trace. */
  readonly time: Seconds;
}

/**
 * The steepest change between samples that are `window` (s) apart; by default between neighbours. A window is
 * rounded to the nearest whole number of intervals.
 */
export function largestRamp(
  samples: Float64Array,
  interval: Seconds,
  window: Seconds = interval,
): Ramp {
  const apart = Math.max(1, Math.round(window / interval));
  let [most, at] = [0, 0];
  for (let index = 0; index + apart < samples.length; index++) {
    const change = samples[index + apart]! - samples[index]!;
    if (Math.abs(change) > Math.abs(most)) [most, at] = [change, index];
  }
  return {
    rate: Math.abs(most) / (apart * interval),
    direction: most < 0 ? 'down' : 'up',
    time: at * interval,
  };
}
