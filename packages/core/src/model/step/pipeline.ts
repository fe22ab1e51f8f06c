import { bandwidthWithin } from '../fabric/topology.ts';
import type { TrainingJob } from '../job.ts';
import type { Block } from '../layer/block.ts';
import type { ForwardBackward } from '../layer/linear.ts';
import { stageLayers } from '../memory/stages.ts';
import { microBatchesOf, type Strategy } from '../strategy.ts';
import type { MutableStep } from './step-times.ts';

/** Which stage sets the pace: the only one, the one with the embedding, a full one, or the one with the logits. */
export type Pace = 'only' | 'first' | 'full' | 'last';

/**
 * One step of a 1F1B pipeline, interleaved when vp > 1 (Narayanan et al. 2021, section 2.2), written into
 * `into`: the slowest stage works on every micro-batch; filling and draining cost (pp - 1) / vp mean stages.
 * The first stage has the embedding, the last the logits and the layers of MTP; if layers do not fill the
 * stages, the last has one fewer and, if two are missing, so has the first. `stage` is the number of layers
 * of a full stage.
 */
export function pipelineInto(
  job: TrainingJob,
  s: Strategy,
  block: Block,
  stage: number,
  into: MutableStep,
): void {
  const { layer, logits } = block;
  const { model: m } = job;
  const again = againOf(block, s);
  const layerTime = both(layer.total) + again;
  const first = firstTime(block);
  const last = lastTime(job, block, layerTime);
  const pace = slowest(m.layers, s.pp, stage, { layerTime, first, last });
  const microBatches = microBatchesOf(job.globalBatch, s);
  const ends = microBatches * (pace === 'only' || pace === 'last' ? 1 : 0);
  const starts = microBatches * (pace === 'only' || pace === 'first' ? 1 : 0);
  const work = microBatches * paceLayers(job, s, pace, stage) + ends * m.mtpLayers;
  const heads = ends * (1 + m.mtpLayers);
  into.gemm = work * both(layer.gemm) + heads * both(logits.gemm);
  into.attention = work * both(layer.attention);
  into.memoryBound =
    work * both(layer.memoryBound) + heads * both(logits.memoryBound) + starts * first;
  into.recompute = work * again;
  into.tensorParallel = work * both(layer.tensorParallel);
  into.contextParallel = work * both(layer.contextParallel);
  into.expertParallel = work * both(layer.expertParallel);
  into.host = work * both(layer.host);
  into.pipelineSend = 2 * sendsOf(job, s, microBatches) * sendTime(job, s);
  into.bubble = (((s.pp - 1) / s.vp) * (m.layers * layerTime + first + last)) / s.pp;
}

/** One layer on one micro-batch, including recompute, s. */
export function layerTimeOf(block: Block, s: Strategy): number {
  return both(block.layer.total) + againOf(block, s);
}

/** Recompute in the backward of one layer, s. */
export function againOf({ layer }: Block, { recompute }: Strategy): number {
  return recompute === 'none' ? 0 : layer.again[recompute];
}

/** What the first stage has besides its layers: the embedding, s. */
export function firstTime({ embedding }: Block): number {
  return both(embedding);
}

/** What the last stage has besides its layers: logits and, for each further token, a layer and logits. */
export function lastTime({ model }: TrainingJob, { logits }: Block, layerTime: number): number {
  const heads = both(logits.gemm) + both(logits.memoryBound);
  return heads * (1 + model.mtpLayers) + model.mtpLayers * layerTime;
}

/** The slowest stage. */
export function paceOf(job: TrainingJob, s: Strategy, block: Block): Pace {
  const { layers } = job.model;
  const layerTime = layerTimeOf(block, s);
  const [first, last] = [firstTime(block), lastTime(job, block, layerTime)];
  return slowest(layers, s.pp, stageLayers(layers, s), { layerTime, first, last });
}

/** Times on one micro-batch, s: of a layer, and of what the first and last stages have besides layers. */
interface StageTimes {
  readonly layerTime: number;
  readonly first: number;
  readonly last: number;
}

function slowest(
  layers: number,
  pp: number,
  stage: number,
  { layerTime, first, last }: StageTimes,
): Pace {
  if (pp === 1) return 'only';
  const spare = stage * pp - layers;
  const atEnd = (stage - (spare > 0 ? 1 : 0)) * layerTime + last;
  const atStart = (stage - (spare > 1 ? 1 : 0)) * layerTime + first;
  if (atEnd >= atStart && (pp === 2 || atEnd >= stage * layerTime)) return 'last';
  return pp === 2 || atStart >= stage * layerTime ? 'first' : 'full';
}

/** Layers of the stage that sets the pace; a full one has `stage`. */
export function paceLayers(
  { model }: TrainingJob,
  s: Strategy,
  pace: Pace,
  stage = stageLayers(model.layers, s),
): number {
  if (pace === 'only') return model.layers;
  const spare = stage * s.pp - model.layers;
  if (pace === 'last') return stage - (spare > 0 ? 1 : 0);
  return stage - (pace === 'first' && spare > 1 ? 1 : 0);
}

/** Sends that are not hidden, each way: all, or only those of filling and draining. */
export function sendsOf(job: TrainingJob, s: Strategy, microBatches: number): number {
  const overlaps = job.stack.sendOverlap === 'on' && s.vp > 1;
  return overlaps ? s.pp - 1 : microBatches * s.vp + s.pp - 1;
}

/** One activation tensor to the next stage: each tensor-parallel rank sends its share. */
export function sendTime(job: TrainingJob, s: Strategy): number {
  if (s.pp === 1) return 0;
  const { network } = job.kernels;
  const tokens = (s.microBatch * job.sequenceLength) / s.cp;
  const bytes = (job.constants.activationBytes * tokens * job.model.hidden) / s.tp;
  return (
    network.baseLatency +
    network.hopLatency +
    bytes / (bandwidthWithin(job.hardware.network, sendSpan(job, s)) * network.efficiency)
  );
}

/** Consecutive GPUs that hold a stage and the next. */
export function sendSpan(job: TrainingJob, s: Strategy): number {
  return s.pp === 1 ? job.gpus : (2 * job.gpus) / s.pp;
}

function both(part: ForwardBackward): number {
  return part.forward + part.backward;
}
