import type { Source } from '../base/index.ts';

export const YOUNG: Source = {
  title: 'Young 1974; Daly 2006, A higher order estimate of the optimum checkpoint interval',
  locator: 'Daly equation 13, first-order term',
};

/** Optimal time between checkpoints, s: sqrt(2 x write time x mean time to an interruption that loses work). */
export function youngInterval(writeTime: number, meanTimeToInterruption: number): number {
  return Math.sqrt(2 * writeTime * meanTimeToInterruption);
}
