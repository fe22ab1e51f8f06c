import type { TwinDuration } from '../../twin/index.ts';

/** A constant duration, s. */
export function constant(median: number): TwinDuration {
  return { median, sigma: 0 };
}

/** Log-normal around a median, s. */
export function spread(median: number, sigma: number): TwinDuration {
  return { median, sigma };
}
