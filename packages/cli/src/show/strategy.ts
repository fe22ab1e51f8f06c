import type { StrategyPlan } from '@gigafactory/core/plan';

/** `TP8 PP16 VP1 DP128 EP1 CP1, 32 micro-batches of 1, recompute full, sharding zero1`. */
export function showStrategy(strategy: StrategyPlan): string {
  const { microBatch, microBatches, recompute, sharding } = strategy;
  const batches = `${microBatches} micro-batches of ${microBatch}`;
  return `${showSplit(strategy)}, ${batches}, recompute ${recompute}, sharding ${sharding}`;
}

/** `TP8 PP16 VP1 DP128 EP8 ETP1 CP1`; without expert parallelism ETP says nothing. */
export function showSplit({ tp, pp, vp, dp, ep, etp, cp }: StrategyPlan): string {
  const experts = ep > 1 ? `EP${ep} ETP${etp}` : `EP${ep}`;
  return `TP${tp} PP${pp} VP${vp} DP${dp} ${experts} CP${cp}`;
}
