import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { noteActivations, noteMemory } from './memory-notes.ts';
import type { TrainingMemory } from './memory-parts.ts';

/** Layers of the fullest pipeline stage. */
export function stageLayers(layers: number, s: Strategy): number {
  return s.vp * Math.ceil(layers / (s.pp * s.vp));
}

/** Over how many GPUs one layer's experts are spread. */
export function expertShards(s: Strategy): number {
  return s.ep * s.etp;
}

/**
 * Memory of the fullest GPU: a full stage that also holds the input embedding.
 *
 * Counts weights, fp32 gradients, Adam state (sharded over data parallelism), activations of the
 * micro-batches in flight under 1F1B or interleaved 1F1B, and an allocator reserve. Left out:
 * uneven stages, workspace of fp8 casts, communication buffers beyond the reserve.
 */
export function trainingMemory(job: TrainingJob, s: Strategy, rec?: Recorder): TrainingMemory {
  const { constants: c } = job;
  const layers = stageLayers(job.model.layers, s);
  const { moeLayers, dense, expert } = heldParameters(job, s);
  const sharded = dense / (s.dp * s.cp) + expert / ((s.tp * s.cp * s.dp) / expertShards(s));
  const held = s.sharding === 'zero3' ? sharded : dense + expert;
  const weights = c.weightBytes * held;
  const gradients = c.gradientBytes * held;
  const optimizer = c.optimizerBytes * sharded;
  const activations = activationMemory(job, s, layers, rec);
  const capacity = job.hardware.gpu.memory;
  const reserve = c.reserveShare * capacity;
  const total = weights + gradients + optimizer + activations + reserve;
  const memory = { weights, gradients, optimizer, activations, reserve, total, capacity };
  if (rec) noteMemory(memory, { layers, moeLayers, dense, expert, sharded, held }, s, rec);
  return memory;
}

/** Parameters of a full stage that one GPU holds before data parallelism shares anything out. */
export function heldParameters(
  job: TrainingJob,
  s: Strategy,
): { readonly moeLayers: number; readonly dense: number; readonly expert: number } {
  const { model: m } = job;
  const layers = stageLayers(m.layers, s);
  const moeLayers = (layers * (m.layers - m.denseLayers)) / m.layers;
  const attention = 2 * m.hidden * m.headDim * (m.heads + m.kvHeads);
  const dense =
    (layers * attention + (layers - moeLayers) * m.mlpMatrices * m.hidden * m.ffn) / s.tp +
    (m.vocab * m.hidden * (s.pp > 1 ? 1 : m.embeddingMatrices)) / s.tp +
    moeLayers * ((m.mlpMatrices * m.hidden * m.sharedFfn) / s.tp + m.hidden * m.experts);
  const expert = (moeLayers * m.mlpMatrices * m.hidden * m.expertFfn * m.experts) / expertShards(s);
  return { moeLayers, dense, expert };
}

/** Activations kept for the backward pass, B (Korthikanti et al. 2022, equations 2 and 4). */
function activationMemory(job: TrainingJob, s: Strategy, layers: number, rec?: Recorder): number {
  const { model: m, constants: c } = job;
  const tokens = (s.microBatch * job.sequenceLength) / s.cp;
  const moeShare = (m.layers - m.denseLayers) / m.layers;
  const mlpWidth = m.mlpMatrices * m.ffn;
  const moeWidth = m.mlpMatrices * (m.topK * m.expertFfn + m.sharedFfn) + 2 * m.topK * m.hidden;
  const width =
    4 * m.hidden +
    2 * m.headDim * (m.heads + m.kvHeads) +
    (1 - moeShare) * mlpWidth +
    moeShare * moeWidth;
  const cheap =
    2 * m.hidden + (1 - moeShare) * m.ffn + moeShare * (m.topK * m.expertFfn + m.sharedFfn);
  const layer = (c.activationBytes * tokens * width) / s.tp;
  const renewed = (c.activationBytes * tokens * cheap) / s.tp;
  const input = (c.activationBytes * tokens * m.hidden) / s.tp;
  const microBatches = job.globalBatch / (s.dp * s.microBatch);
  const inFlight = Math.min(microBatches, s.pp * (s.vp > 1 ? 1 + (s.pp - 1) / (s.pp * s.vp) : 1));
  const logits = s.pp > 1 ? 0 : (c.logitBytes * tokens * m.vocab) / s.tp;
  const kept = { none: layer, selective: layer - renewed, full: input }[s.recompute];
  const working = { none: 0, selective: renewed, full: layer }[s.recompute];
  const activations = inFlight * layers * kept + working + logits;
  if (rec) {
    noteActivations({ layer, renewed, input, inFlight, logits, activations }, s, rec);
  }
  return activations;
}
