import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { attentionCore, headsOf } from './attention-core.ts';
import { contextTime } from './context.ts';
import { latentProjections } from './latent-block.ts';
import { type ForwardBackward, linearTime, noteWays } from './linear.ts';

/** Times of the attention block of one layer on one micro-batch, s. */
export interface AttentionBlock {
  /** Projections to queries, keys and values, and back. */
  readonly linear: ForwardBackward;
  /** Scores, softmax and weighted sum. */
  readonly core: ForwardBackward;
  /** The part of exchanging keys and values over context parallelism that computing does not hide. */
  readonly context: ForwardBackward;
}

/** The attention block with its heads split over `tp` and its queries over `cp`. */
export function attentionBlock(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  rec?: Recorder,
): AttentionBlock {
  const heads = headsOf(job, s, rec?.within('heads'));
  const scope = rec?.within('', { attentionHeads: rec.id('heads') });
  const linear =
    job.model.keyValueRank > 0
      ? latentProjections(job, s, tokens, scope)
      : projections(job, s, tokens, heads.kvHeads, scope);
  const core = attentionCore(job, s, heads, scope?.within('core'));
  return { linear, core, context: contextTime(job, s, heads, core, scope) };
}

/** One product to queries, keys and values, and one back. */
function projections(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  kvHeads: number,
  rec?: Recorder,
): ForwardBackward {
  const { model: m, kernels } = job;
  const heads = m.heads / s.tp;
  const qkv = linearTime(
    { m: tokens, n: m.headDim * heads + (m.headDim + m.valueDim) * kvHeads, k: m.hidden },
    kernels,
    rec?.within('qkv'),
    QKV,
  );
  const out = linearTime(
    { m: tokens, n: m.hidden, k: m.valueDim * heads },
    kernels,
    rec?.within('out'),
    OUT,
  );
  const linear = {
    forward: qkv.forward + out.forward,
    backward: qkv.backward + out.backward,
  };
  if (rec) noteWays('Attention projections of a layer', linear, ['qkv', 'out'], rec);
  return linear;
}

const QKV = {
  label: 'Query, key and value projection',
  m: 'microBatchTokens',
  n: 'model.headDim * attentionHeads.heads + (model.headDim + model.valueDim) * attentionHeads.kvHeads',
  k: 'model.hidden',
};
const OUT = {
  label: 'Output projection',
  m: 'microBatchTokens',
  n: 'model.hidden',
  k: 'model.valueDim * attentionHeads.heads',
};
