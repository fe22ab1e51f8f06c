import type { TrainingPlan } from '../../api/types.ts';

/** How a run is split, in short: `TP8 PP16 DP128`; ways that are not used are left out. */
export function strategyInShort({ tp, pp, vp, dp, ep, etp, cp }: TrainingPlan['strategy']): string {
  const ways = Object.entries({
    TP: tp,
    PP: pp,
    VP: vp,
    CP: cp,
    EP: ep,
    ETP: ep > 1 ? etp : 1,
    DP: dp,
  });
  const used = ways.filter(([, degree]) => degree > 1);
  return used.length === 0 ? 'one GPU' : used.map(([way, degree]) => `${way}${degree}`).join(' ');
}
