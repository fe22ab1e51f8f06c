import type { Factory } from '../../factory/index.ts';
import type { TwinDuration } from '../../twin/index.ts';

/** A constant duration, s. */
export function constant(median: number): TwinDuration {
  return { median, sigma: 0 };
}

/** Log-normal around a median, s. */
export function spread(median: number, sigma: number): TwinDuration {
  return { median, sigma };
}

/** The rate of a node that is not a lemon, such that the fleet's mean is the published one. */
export function healthyRate({ hazards }: Factory, mean: number): number {
  const { lemonShare, lemonFactor } = hazards;
  return mean / (1 + lemonShare.value * (lemonFactor.value - 1));
}
