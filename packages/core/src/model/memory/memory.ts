import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { microBatchesOf, type Recompute, type Strategy } from '../strategy.ts';
import { type ActivationSizes, activationSizes } from './activations.ts';
import { emptyHeld, type Held, hold } from './held.ts';
import { noteMemory } from './memory-notes.ts';
import { emptyMemory, type MutableMemory, type TrainingMemory } from './memory-parts.ts';

/**
 * Memory of the fullest GPU: a full stage that also holds the input embedding.
 *
 * Counts weights, gradients and Adam state as sharding divides them, activations of the micro-batches in
 * flight under 1F1B or interleaved 1F1B (Korthikanti et al. 2022, section 4.2.3), and an allocator reserve.
 * Left out: workspace of fp8 casts, communication buffers beyond the reserve.
 */
export function trainingMemory(job: TrainingJob, s: Strategy, rec?: Recorder): TrainingMemory {
  const tokens = (s.microBatch * job.sequenceLength) / s.cp;
  const sizes = activationSizes(job, s, tokens, rec);
  const held = emptyHeld();
  const memory = emptyMemory();
  hold(job, s, held);
  stateInto(job, held, memory);
  memory.activations = activationMemory(inFlight(job, s) * held.layers, s.pp, s.recompute, sizes);
  memory.total = stateBytes(memory) + memory.activations + memory.reserve;
  if (rec) noteMemory(job, s, { memory, held, sizes, inFlight: inFlight(job, s) }, rec);
  return memory;
}

/** Writes everything that does not depend on micro-batches, B: all but the activations and the total. */
export function stateInto(job: TrainingJob, held: Held, into: MutableMemory): void {
  const { constants: c } = job;
  into.weights = c.weightBytes * held.held;
  into.gradients = gradientBytes(job) * held.summed;
  into.optimizer = c.optimizerBytes * held.optimized;
  into.capacity = job.hardware.gpu.memory;
  into.reserve = c.reserveShare * into.capacity;
}

/** Weights, gradients and optimizer state, B. */
export function stateBytes({ weights, gradients, optimizer }: TrainingMemory): number {
  return weights + gradients + optimizer;
}

/** Micro-batches that the first stage has begun but not finished. */
function inFlight(job: TrainingJob, s: Strategy): number {
  return Math.min(microBatchesOf(job.globalBatch, s), mostInFlight(s.pp, s.vp));
}

/** The same for an unlimited number of micro-batches. */
export function mostInFlight(pp: number, vp: number): number {
  return pp * (vp > 1 ? 1 + (pp - 1) / (pp * vp) : 1);
}

function gradientBytes({ constants: c, stack }: TrainingJob): number {
  return stack.gradients === 'fp32' ? c.gradientBytes : c.halfGradientBytes;
}

/** Activations, B; `stages` counts the layers of the stage once for each micro-batch in flight. */
export function activationMemory(
  stages: number,
  pp: number,
  recompute: Recompute,
  { layer, renewed, input, logits }: ActivationSizes,
): number {
  const ends = pp > 1 ? 0 : logits;
  if (recompute === 'none') return stages * layer + ends;
  if (recompute === 'selective') return stages * (layer - renewed) + renewed + ends;
  return stages * input + layer + ends;
}
