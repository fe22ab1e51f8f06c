import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { type AttentionBlock, attentionBlock } from './attention-block.ts';
import { type MoeBlock, moeBlock } from './moe-block.ts';
import { type Trunk, trunkOf } from './trunk.ts';

/** The parts of a layer and of the ends of the model; strategies share them. */
export interface LayerParts {
  /** Depends on tp, cp and microBatch. */
  readonly attention: AttentionBlock;
  /** Depends on tp and the tokens of a micro-batch on one rank. */
  readonly trunk: Trunk;
  /** Depends on tp, ep, etp and these tokens; absent in a dense model. */
  readonly experts: MoeBlock | undefined;
}

/** The parts of a strategy's layer, for `tokens` tokens of a micro-batch on one rank. */
export function layerParts(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  rec?: Recorder,
): LayerParts {
  const layer = rec?.within('layer');
  const attention = attentionBlock(job, s, tokens, layer?.within('selfAttention'));
  const trunk = trunkOf(job, s, tokens, rec);
  return { attention, trunk, experts: expertsOf(job, s, tokens, trunk, layer?.within('moe')) };
}

/** The experts of a layer, if the model has any. */
export function expertsOf(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  { shared }: Trunk,
  rec?: Recorder,
): MoeBlock | undefined {
  const { denseLayers, layers } = job.model;
  return denseLayers < layers ? moeBlock(job, s, tokens, shared, rec) : undefined;
}
