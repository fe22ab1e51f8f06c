import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { LogitsTimes } from '../layer/logits.ts';
import type { Strategy } from '../strategy.ts';
import { notePipeline } from './pipeline-notes.ts';
import type { LayerTimes, PaceStage, PipelineTimes } from './times.ts';

export interface StageParts {
  readonly tokens: number;
  /** Layers of a full stage. */
  readonly layers: number;
  readonly layer: LayerTimes;
  readonly logits: LogitsTimes;
}

/**
 * One step of a 1F1B pipeline, interleaved when vp > 1 (Narayanan et al. 2021, section 2.2): the
 * slowest stage works on every micro-batch; filling and draining cost (pp - 1) / vp mean stages.
 */
export function pipelineTimes(
  job: TrainingJob,
  s: Strategy,
  parts: StageParts,
  rec?: Recorder,
): PipelineTimes {
  const { layer, logits } = parts;
  const again = s.recompute === 'full' ? 1 : 0;
  const cheap = s.recompute === 'selective' ? 1 : 0;
  const pace = paceOf(job, s, parts, again, cheap);
  const microBatches = job.globalBatch / (s.dp * s.microBatch);
  const runs = microBatches * pace.layers;
  const ends = microBatches * pace.logits;
  const bubble =
    (((s.pp - 1) / s.vp) * (job.model.layers * pace.layerTime + pace.logitsTime)) / s.pp;
  const send = sendTime(job, s, parts.tokens);
  const sends = s.vp === 1 ? microBatches + s.pp - 1 : s.pp - 1;
  const times = {
    gemm: runs * both(layer.gemm) + ends * both(logits.gemm),
    attention: runs * both(layer.attention),
    memoryBound: runs * both(layer.memoryBound) + ends * both(logits.memoryBound),
    recompute:
      again * runs * (layer.gemm.forward + layer.attention.forward + layer.memoryBound.forward) +
      cheap * runs * layer.memoryBound.forward,
    tensorParallel: runs * (both(layer.tensorParallel) + again * layer.tensorParallel.forward),
    contextParallel: runs * (both(layer.contextParallel) + again * layer.contextParallel.forward),
    expertParallel: runs * (both(layer.expertParallel) + again * layer.expertParallel.forward),
    pipelineSend: 2 * sends * send,
    bubble,
  };
  if (rec) notePipeline(times, pace, { send, sends, again, cheap }, s, rec);
  return times;
}

/** The stage with the logits has one layer less where layers do not fill the stages. */
function paceOf(
  job: TrainingJob,
  s: Strategy,
  parts: StageParts,
  again: number,
  cheap: number,
): PaceStage {
  const { layer, logits } = parts;
  const layerTime = bothOf(layer) + again * forwardOf(layer) + cheap * layer.memoryBound.forward;
  const logitsTime = both(logits.gemm) + both(logits.memoryBound);
  const last = parts.layers - (parts.layers * s.pp > job.model.layers ? 1 : 0);
  const endsPace = s.pp === 1 || last * layerTime + logitsTime >= parts.layers * layerTime;
  return {
    layers: endsPace ? last : parts.layers,
    logits: endsPace ? 1 : 0,
    layerTime,
    logitsTime,
  };
}

/** One activation tensor to the next stage: each tensor-parallel rank sends its share. */
function sendTime(job: TrainingJob, s: Strategy, tokens: number): number {
  if (s.pp === 1) return 0;
  const { network } = job.kernels;
  const bytes = (job.constants.activationBytes * tokens * job.model.hidden) / s.tp;
  return (
    network.baseLatency +
    network.hopLatency +
    bytes / (job.hardware.networkBandwidth * network.efficiency)
  );
}

function both(part: { readonly forward: number; readonly backward: number }): number {
  return part.forward + part.backward;
}

function bothOf(layer: LayerTimes): number {
  return forwardOf(layer) + backwardOf(layer);
}

function forwardOf(l: LayerTimes): number {
  return (
    l.gemm.forward +
    l.attention.forward +
    l.memoryBound.forward +
    l.tensorParallel.forward +
    l.contextParallel.forward +
    l.expertParallel.forward
  );
}

function backwardOf(l: LayerTimes): number {
  return (
    l.gemm.backward +
    l.attention.backward +
    l.memoryBound.backward +
    l.tensorParallel.backward +
    l.contextParallel.backward +
    l.expertParallel.backward
  );
}
