import type { Known } from '../../base/index.ts';
import { IMBALANCE } from './imbalance.ts';
import type { TokenSkew } from './types.ts';

const FEW_EXPERTS = 16;

/**
 * How many times as long the experts of the fullest GPU take as with tokens spread evenly, for layers of
 * `experts` experts shared by `ep` GPUs. Of the measured counts of GPUs the largest that is not above
 * `ep`, so beyond the table it is a lower bound. Training balances its tokens: how far is for the caller
 * to know.
 */
export function moeImbalance(experts: number, ep: number, skew: TokenSkew): Known {
  const measured = IMBALANCE[skew][experts > FEW_EXPERTS ? 'many' : 'few'];
  const below = measured.filter((entry) => entry.ep <= ep);
  const nearest = below.at(-1) ?? measured[0];
  if (!nearest) throw new Error(`no imbalance was measured for ${experts} experts`);
  return nearest.slowdown;
}
