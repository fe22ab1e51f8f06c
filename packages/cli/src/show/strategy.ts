import type { StrategyPlan } from '@gigafactory/core/plan';

/** `TP8 PP16 VP1 DP128 EP1 ETP8 CP1, micro-batch 1 × 32, recompute full, sharding optimizer`. */
export function showStrategy(strategy: StrategyPlan): string {
  const { microBatch, microBatches, recompute, sharding } = strategy;
  const batches = `${microBatches} micro-batches of ${microBatch}`;
  return `${showSplit(strategy)}, ${batches}, recompute ${recompute}, sharding ${sharding}`;
}

/** `TP8 PP16 VP1 DP128 EP1 ETP8 CP1`. */
export function showSplit({ tp, pp, vp, dp, ep, etp, cp }: StrategyPlan): string {
  return `TP${tp} PP${pp} VP${vp} DP${dp} EP${ep} ETP${etp} CP${cp}`;
}
