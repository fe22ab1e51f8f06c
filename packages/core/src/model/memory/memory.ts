import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { microBatchesOf, type Strategy } from '../strategy.ts';
import { type ActivationSizes, activationSizes, stageActivations } from './activations.ts';
import { emptyHeld, type Held, holdStage, type MutableHeld } from './held.ts';
import { noteMemory } from './memory-notes.ts';
import { emptyMemory, type MutableMemory, type TrainingMemory } from './memory-parts.ts';
import { fullestStages, type Stage, stagesOf } from './stages.ts';

/**
 * Memory of the fullest GPU: every pipeline stage counts, the first with the embedding and the most
 * micro-batches in flight, those between, and the last with the output matrix and the logits.
 *
 * Counts weights, gradients and Adam state as sharding shares them out, activations of the
 * micro-batches in flight under 1F1B or interleaved 1F1B (Korthikanti et al. 2022, section 4.2.3),
 * logits and an allocator reserve. Left out: workspace of fp8 casts, communication buffers beyond the
 * reserve, layers that predict further tokens.
 */
export function trainingMemory(job: TrainingJob, s: Strategy, rec?: Recorder): TrainingMemory {
  const sizes = sizesOf(job, s);
  const held = emptyHeld();
  const stages = fullestStages(job.model, s);
  const each = stages.map((stage) => memoryOf(job, s, stage, sizes, held));
  const fullest = each.reduce((most, one) => (one.total > most.total ? one : most));
  if (rec) {
    const stage = stages[each.indexOf(fullest)]!;
    holdStage(job, s, stage, held);
    const inFlight = inFlightOf(job, s, stage);
    noteMemory(job, s, { memory: fullest, each, stage, held, sizes, inFlight }, rec);
  }
  return fullest;
}

/** The memory of a GPU of one stage, and what is on the stage. */
export interface StageMemory {
  readonly stage: Stage;
  /** Micro-batches in flight, in micro-batches of all its layers. */
  readonly inFlight: number;
  readonly memory: TrainingMemory;
}

/** The memory of a GPU of every stage, first to last. */
export function memoryByStage(job: TrainingJob, s: Strategy): StageMemory[] {
  const sizes = sizesOf(job, s);
  const held = emptyHeld();
  return stagesOf(job.model, s).map((stage) => ({
    stage,
    inFlight: inFlightOf(job, s, stage),
    memory: memoryOf(job, s, stage, sizes, held),
  }));
}

function sizesOf(job: TrainingJob, s: Strategy): ActivationSizes {
  return activationSizes(job, s, (s.microBatch * job.sequenceLength) / s.cp);
}

function inFlightOf(job: TrainingJob, s: Strategy, stage: Stage): number {
  return Math.min(microBatchesOf(job.globalBatch, s), stage.inFlight);
}

function memoryOf(
  job: TrainingJob,
  s: Strategy,
  stage: Stage,
  sizes: ActivationSizes,
  held: MutableHeld,
): MutableMemory {
  const memory = emptyMemory();
  holdStage(job, s, stage, held);
  stateInto(job, held, memory);
  memory.stage = stage.index;
  memory.activations = stageActivations(stage, inFlightOf(job, s, stage), s.recompute, sizes);
  memory.logits = stage.heads * sizes.logits;
  memory.total = stateBytes(memory) + memory.activations + memory.logits + memory.reserve;
  return memory;
}

/** Writes what does not depend on micro-batches, B: neither activations, logits nor the total. */
export function stateInto(job: TrainingJob, held: Held, into: MutableMemory): void {
  const { constants: c } = job;
  into.weights = c.weightBytes * held.held;
  into.gradients = gradientBytes(job) * held.summed;
  into.optimizer = c.optimizerBytes * held.optimized;
  into.capacity = job.hardware.gpu.memory;
  into.reserve = reserveOf(job);
}

/** What the allocator keeps back, B. */
export function reserveOf({ constants, hardware }: TrainingJob): number {
  return constants.reserveShare * hardware.gpu.memory;
}

/** Weights, gradients and optimizer state, B. */
export function stateBytes({ weights, gradients, optimizer }: TrainingMemory): number {
  return weights + gradients + optimizer;
}

function gradientBytes({ constants: c, stack }: TrainingJob): number {
  return stack.gradients === 'fp32' ? c.gradientBytes : c.halfGradientBytes;
}
