import type { Factory } from '../../factory/index.ts';

/** The rate of a node that is no lemon, so that the fleet's mean is the published one. */
export function healthyRate({ hazards }: Factory, mean: number): number {
  const { lemonShare, lemonFactor } = hazards;
  return mean / (1 + lemonShare.value * (lemonFactor.value - 1));
}
