import { failed, type MemoryFit, ok, type Result } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import {
  memoryByStage,
  microBatchesOf,
  searchFastest,
  type TrainingMemory,
  type WeighedStrategy,
} from '../model/index.ts';
import { jobOf } from './job.ts';
import { limitsOf } from './limits.ts';
import type { StrategyPlan } from './plan.ts';
import { leastOf, nothingFits, shortageOf } from './shortage.ts';

/** What a GPU of each pipeline stage of a run holds. */
export interface MemoryReport {
  readonly run: string;
  /** The fastest that fits; where none does, the pinned one or the smallest that the pins allow. */
  readonly strategy: StrategyPlan;
  readonly fits: boolean;
  /** Memory of a GPU, B. */
  readonly limit: number;
  /** Pipeline stage of the fullest GPUs, from 0. */
  readonly stage: number;
  /** On the fullest GPU, B. */
  readonly total: number;
  /** Bytes beyond the limit; 0 where it fits. */
  readonly over: number;
  /** First to last. */
  readonly stages: readonly StageReport[];
  /** Changes with which it would fit; none where it does. */
  readonly nearest: readonly MemoryFit[];
}

/** Bytes on a GPU of one stage, and of what. */
export interface StageReport extends Omit<TrainingMemory, 'capacity'> {
  readonly layers: number;
  /** Of the layers, those with experts. */
  readonly moeLayers: number;
  /** Micro-batches begun and not ended, in micro-batches of all its layers. */
  readonly inFlight: number;
}

/** The memory of a run by part and stage, whether it fits or not. */
export function planMemory(factory: Factory, name: string): Result<MemoryReport> {
  const planned = jobOf(factory, name);
  if (!planned.ok) return planned;
  const { job } = planned.value;
  const outcome = searchFastest(job, limitsOf(factory.runs[name]!));
  const best: WeighedStrategy | undefined = outcome.best[0];
  const chosen = best ?? leastOf(factory, name, job);
  if (!chosen) return failed(nothingFits(factory, name, job, outcome));
  const { strategy, memory } = chosen;
  const stages = memoryByStage(job, strategy).map(({ stage, inFlight, memory: ofStage }) => {
    const { capacity: _, ...bytes } = ofStage;
    return { ...bytes, layers: stage.layers, moeLayers: stage.moeLayers, inFlight };
  });
  return ok({
    run: name,
    strategy: { ...strategy, microBatches: microBatchesOf(job.globalBatch, strategy) },
    fits: best !== undefined,
    limit: memory.capacity,
    stage: memory.stage,
    total: memory.total,
    over: Math.max(0, memory.total - memory.capacity),
    stages,
    nearest: best ? [] : shortageOf(factory, name, chosen).nearest,
  });
}
