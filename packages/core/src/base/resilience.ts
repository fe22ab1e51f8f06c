import type { Source } from './known.ts';

/* What supervisor, facts and plans all say of failures; a supervisor knows nothing else of either. */

/**
 * What takes the place of a failed node. Spare: another node, or else the repaired one. Repair: only
 * the repaired one. Shrink: another node, or else the run goes on with fewer replicas. Replica: the
 * other replicas go on while the failed one is brought back, without a restart.
 */
export type Recovery = 'spare' | 'repair' | 'shrink' | 'replica';
export const RECOVERIES: readonly Recovery[] = ['spare', 'repair', 'shrink', 'replica'];

export const YOUNG: Source = {
  title: 'Young 1974; Daly 2006, A higher order estimate of the optimum checkpoint interval',
  locator: 'Daly equation 13, first-order term',
};

/** Optimal time between checkpoints, s: sqrt(2 x write time x mean time to an interruption that loses work). */
export function youngInterval(writeTime: number, meanTimeToInterruption: number): number {
  return Math.sqrt(2 * writeTime * meanTimeToInterruption);
}
