import { countAttention } from '../architecture.ts';
import type { TrainingHardware, TrainingJob } from '../job.ts';
import { type Strategy, sharesGradients, sharesWeights } from '../strategy.ts';
import { type StageContents, stageLayers } from './stages.ts';

/** Layers and parameters on a GPU of one pipeline stage. */
export interface Held {
  readonly layers: number;
  readonly moeLayers: number;
  /** Parameters outside and inside experts, before data parallelism shards anything. */
  readonly dense: number;
  readonly expert: number;
  /** Parameters whose optimizer state is on the GPU. */
  readonly optimized: number;
  /** Parameters whose gradients, and whose weights, are on the GPU. */
  readonly summed: number;
  readonly held: number;
}

export type MutableHeld = { -readonly [Name in keyof Held]: Held[Name] };

/** Over how many GPUs one layer's experts are spread. */
export function expertShards(s: Strategy): number {
  return s.ep * s.etp;
}

/** The part of a job that sharding depends on. */
interface Placed {
  readonly hardware: Pick<TrainingHardware, 'nvlinkDomain'>;
}

/** Data-parallel ranks that share the state of parameters outside experts: all, or those of one domain. */
export function denseRanks(job: Placed, s: Strategy): number {
  const ranks = s.dp * s.cp;
  if (s.sharding === 'none') return 1;
  if (s.sharding !== 'hybrid') return ranks;
  return Math.max(1, Math.min(ranks, Math.floor(job.hardware.nvlinkDomain / s.tp)));
}

/** The same for experts. */
export function expertRanks(job: Placed, s: Strategy): number {
  const shards = expertShards(s);
  const ranks = (s.tp * s.cp * s.dp) / shards;
  if (s.sharding === 'none') return 1;
  if (s.sharding !== 'hybrid') return ranks;
  return Math.max(1, Math.min(ranks, Math.floor(job.hardware.nvlinkDomain / shards)));
}

/**
 * What a GPU of a full stage with the input embedding holds, its layers an average of the model's,
 * written into `into`: what the step time exchanges and updates.
 */
export function hold(job: TrainingJob, s: Strategy, into: MutableHeld): void {
  const { model: m } = job;
  const layers = stageLayers(m.layers, s);
  const moeLayers = (layers * (m.layers - m.denseLayers)) / m.layers;
  holdStage(job, s, { layers, moeLayers, matrices: s.pp > 1 ? 1 : m.embeddingMatrices }, into);
}

/** What a GPU of a stage holds, written into `into`. */
export function holdStage(
  job: TrainingJob,
  s: Strategy,
  { layers, moeLayers, matrices }: StageContents,
  into: MutableHeld,
): void {
  const { model: m } = job;
  const dense =
    (layers * countAttention(m) + (layers - moeLayers) * m.mlpMatrices * m.hidden * m.ffn) / s.tp +
    (m.vocab * m.hidden * matrices) / s.tp +
    moeLayers * ((m.mlpMatrices * m.hidden * m.sharedFfn) / s.tp + m.hidden * m.experts);
  const expert = (moeLayers * m.mlpMatrices * m.hidden * m.expertFfn * m.experts) / expertShards(s);
  const optimized = dense / denseRanks(job, s) + expert / expertRanks(job, s);
  const whole = dense + expert;
  into.layers = layers;
  into.moeLayers = moeLayers;
  into.dense = dense;
  into.expert = expert;
  into.optimized = optimized;
  into.summed = sharesGradients(s.sharding) ? optimized : whole;
  // Two layers are gathered at a time: the one being computed and the next.
  into.held = sharesWeights(s.sharding)
    ? optimized + (2 * (whole - optimized)) / (layers + 1)
    : whole;
}

/** An object to write into. */
export function emptyHeld(): MutableHeld {
  return {
    layers: Number.NaN,
    moeLayers: Number.NaN,
    dense: Number.NaN,
    expert: Number.NaN,
    optimized: Number.NaN,
    summed: Number.NaN,
    held: Number.NaN,
  };
}
