import { showSplit } from '@gigafactory/core/model';
import type { StrategyPlan } from '@gigafactory/core/plan';

/** `TP8 PP16 VP1 DP128 EP1 CP1, 32 micro-batches of 1, recompute full, sharding zero1`. */
export function showStrategy(strategy: StrategyPlan): string {
  const { microBatch, microBatches, recompute, sharding } = strategy;
  const batches = `${microBatches} micro-batches of ${microBatch}`;
  return `${showSplit(strategy)}, ${batches}, recompute ${recompute}, sharding ${sharding}`;
}
