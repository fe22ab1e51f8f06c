import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { embeddingTime } from './embedding.ts';
import { layerTimes } from './layer.ts';
import type { LayerTimes } from './layer-times.ts';
import type { ForwardBackward } from './linear.ts';
import { type LogitsTimes, logitsTime } from './logits.ts';

/**
 * Everything about one micro-batch that does not depend on how layers are spread over stages and
 * state over data parallelism: strategies that share tp, cp, ep, etp and microBatch share it. A search
 * works it out once for all of them.
 */
export interface Block {
  readonly layer: LayerTimes;
  readonly embedding: ForwardBackward;
  readonly logits: LogitsTimes;
}

/** Tokens of one micro-batch on one rank. */
export function microBatchTokens(job: TrainingJob, s: Strategy): number {
  return (s.microBatch * job.sequenceLength) / s.cp;
}

/** The block of a strategy. */
export function blockOf(job: TrainingJob, s: Strategy, rec?: Recorder): Block {
  const tokens = microBatchTokens(job, s);
  return {
    layer: layerTimes(job, s, tokens, rec?.within('layer')),
    embedding: embeddingTime(job, s, tokens, rec?.within('embedding')),
    logits: logitsTime(job, s, tokens, rec?.within('logits')),
  };
}
