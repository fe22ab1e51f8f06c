import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { layerTimes } from './layer.ts';
import { type LayerParts, layerParts } from './layer-parts.ts';
import type { LayerTimes } from './layer-times.ts';
import type { ForwardBackward } from './linear.ts';
import type { LogitsTimes } from './logits.ts';

/**
 * Everything about one micro-batch that does not depend on how layers are spread over stages or state over
 * data parallelism. Strategies with the same tp, cp, ep, etp and microBatch share it, so a search computes it
 * once for all of them.
 */
export interface Block {
  readonly layer: LayerTimes;
  readonly embedding: ForwardBackward;
  readonly logits: LogitsTimes;
  /** The computing part of a layer, which may hide communication. */
  readonly computing: ForwardBackward;
}

/** Tokens of one micro-batch on one rank. */
export function microBatchTokens(job: TrainingJob, s: Strategy): number {
  return (s.microBatch * job.sequenceLength) / s.cp;
}

/** The block of a strategy. */
export function blockOf(job: TrainingJob, s: Strategy, rec?: Recorder): Block {
  return blockFrom(layerParts(job, s, microBatchTokens(job, s), rec), job, s, rec);
}

/** The block of a strategy from its parts, which other strategies may share. */
export function blockFrom(parts: LayerParts, job: TrainingJob, s: Strategy, rec?: Recorder): Block {
  const { embedding, logits } = parts.trunk;
  const layer = layerTimes(job, s, parts, rec?.within('layer'));
  const computing = { forward: computed(layer, 'forward'), backward: computed(layer, 'backward') };
  return { layer, embedding, logits, computing };
}

function computed(layer: LayerTimes, way: 'forward' | 'backward'): number {
  return layer.gemm[way] + layer.attention[way] + layer.memoryBound[way];
}
