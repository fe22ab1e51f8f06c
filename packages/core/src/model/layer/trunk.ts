import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { elementwiseTime } from './elementwise.ts';
import { embeddingTime } from './embedding.ts';
import type { ForwardBackward } from './linear.ts';
import { type LogitsTimes, logitsTime } from './logits.ts';
import { mlpTime } from './mlp-block.ts';
import { tensorBlockTime } from './tensor.ts';

/**
 * The parts of one micro-batch that depend only on TP and on its tokens on one rank: not attention, and not
 * the experts that tokens choose. Times of a part that the model does not have are 0.
 */
export interface Trunk {
  readonly dense: ForwardBackward;
  /** The experts that every token passes through. */
  readonly shared: ForwardBackward;
  readonly elementwise: ForwardBackward;
  /** Tensor parallelism around one block of a layer, one way, s. */
  readonly tensorBlock: number;
  readonly embedding: ForwardBackward;
  readonly logits: LogitsTimes;
}

/** The trunk of a strategy; its layer is noted in the scope `layer`. */
export function trunkOf(job: TrainingJob, s: Strategy, tokens: number, rec?: Recorder): Trunk {
  const { model: m } = job;
  const layer = rec?.within('layer');
  const shares = m.denseLayers < m.layers && m.sharedFfn > 0;
  return {
    dense: m.denseLayers > 0 ? mlpTime(job, s, tokens, 'ffn', layer?.within('mlp')) : NONE,
    shared: shares ? mlpTime(job, s, tokens, 'sharedFfn', layer?.within('moe.shared')) : NONE,
    elementwise: elementwiseTime(job, s, tokens, layer),
    tensorBlock: tensorBlockTime(job, s, tokens, layer?.within('tensorParallel')),
    embedding: embeddingTime(job, s, tokens, rec?.within('embedding')),
    logits: logitsTime(job, s, tokens, rec?.within('logits')),
  };
}

const NONE: ForwardBackward = { forward: 0, backward: 0 };
