import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Recompute, Strategy } from '../strategy.ts';
import { type ActivationSizes, activationSizes } from './activations.ts';
import { emptyHeld, type Held, hold, stageLayers } from './held.ts';
import { noteMemory } from './memory-notes.ts';
import { emptyMemory, type MutableMemory, type TrainingMemory } from './memory-parts.ts';

/**
 * Memory of the fullest GPU: a full stage that also holds the input embedding.
 *
 * Counts weights, gradients and Adam state as sharding shares them out, activations of the
 * micro-batches in flight under 1F1B or interleaved 1F1B (Korthikanti et al. 2022, section 4.2.3),
 * and an allocator reserve. Left out: workspace of fp8 casts, communication buffers beyond the reserve.
 */
export function trainingMemory(job: TrainingJob, s: Strategy, rec?: Recorder): TrainingMemory {
  const tokens = (s.microBatch * job.sequenceLength) / s.cp;
  const sizes = activationSizes(job, s, tokens, rec);
  const held = emptyHeld();
  const memory = emptyMemory();
  hold(job, s, held);
  remember(job, s, held, sizes, memory);
  if (rec) noteMemory(job, s, { memory, held, sizes, inFlight: inFlight(job, s) }, rec);
  return memory;
}

/** Writes the memory of a strategy into `into`; for searches, which have its parts already. */
export function remember(
  job: TrainingJob,
  s: Strategy,
  held: Held,
  sizes: ActivationSizes,
  into: MutableMemory,
): void {
  const { constants: c } = job;
  into.weights = c.weightBytes * held.held;
  into.gradients = gradientBytes(job) * held.summed;
  into.optimizer = c.optimizerBytes * held.optimized;
  into.activations = activationMemory(inFlight(job, s) * held.layers, s, s.recompute, sizes);
  into.capacity = job.hardware.gpu.memory;
  into.reserve = c.reserveShare * into.capacity;
  into.total = into.weights + into.gradients + into.optimizer + into.activations + into.reserve;
}

/** Micro-batches that the first stage has begun and not ended. */
export function inFlight(job: TrainingJob, s: Strategy): number {
  const microBatches = job.globalBatch / (s.dp * s.microBatch);
  return Math.min(microBatches, s.pp * (s.vp > 1 ? 1 + (s.pp - 1) / (s.pp * s.vp) : 1));
}

/** Weights, gradients and optimizer state of what a GPU holds, B. */
export function stateMemory(job: TrainingJob, held: Held): number {
  const { weightBytes, optimizerBytes } = job.constants;
  return (
    weightBytes * held.held + gradientBytes(job) * held.summed + optimizerBytes * held.optimized
  );
}

function gradientBytes({ constants: c, stack }: TrainingJob): number {
  return stack.gradients === 'fp32' ? c.gradientBytes : c.halfGradientBytes;
}

/** What a layout needs at least, whatever is shared out: activations of the smallest, and the reserve. */
export function leastMemory(
  job: TrainingJob,
  s: Strategy,
  sizes: ActivationSizes,
  recomputes: readonly Recompute[],
): number {
  const stages = inFlight(job, s) * stageLayers(job.model.layers, s);
  let least = Number.POSITIVE_INFINITY;
  for (const recompute of recomputes) {
    least = Math.min(least, activationMemory(stages, s, recompute, sizes));
  }
  return least + job.constants.reserveShare * job.hardware.gpu.memory;
}

/** `stages` counts the layers of the stage once for each micro-batch in flight. */
function activationMemory(
  stages: number,
  { pp }: Strategy,
  recompute: Recompute,
  { layer, renewed, input, logits }: ActivationSizes,
): number {
  const ends = pp > 1 ? 0 : logits;
  if (recompute === 'none') return stages * layer + ends;
  if (recompute === 'selective') return stages * (layer - renewed) + renewed + ends;
  return stages * input + layer + ends;
}
