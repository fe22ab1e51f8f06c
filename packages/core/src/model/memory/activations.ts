import type { Recorder, Source } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';

const KORTHIKANTI: Source = {
  title: 'Korthikanti et al., Reducing Activation Recomputation, arXiv:2205.05198',
  locator: 'sections 4.1-4.3 and appendix C',
};

/** Bytes that one micro-batch keeps for the backward pass. */
export interface ActivationSizes {
  /** One average layer with nothing recomputed. */
  readonly layer: number;
  /** The part of these that selective recompute computes again. */
  readonly renewed: number;
  /** Input of a layer, which is all that full recompute keeps. */
  readonly input: number;
  /** Logits and their softmax. */
  readonly logits: number;
}

/**
 * Sizes of the activations of one micro-batch on one GPU (Korthikanti et al. 2022, equations 2 and 4,
 * extended to grouped queries, gated MLPs, experts and latent attention). Scores are kept only if attention
 * is not fused; fp8 training keeps the inputs of its products in fp8.
 */
export function activationSizes(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  rec?: Recorder,
): ActivationSizes {
  const { model: m, constants: c, stack } = job;
  const rows = stack.sequenceParallel === 'on' ? s.tp : 1;
  const moeShare = (m.layers - m.denseLayers) / m.layers;
  const stored = c.activationBytes * (job.precision === 'bf16' ? 1 : c.storedShare);
  const mlp =
    (1 - moeShare) * m.mlpMatrices * m.ffn +
    moeShare * (m.mlpMatrices * (m.topK * m.expertFfn + m.sharedFfn) + m.topK * m.hidden);
  const scores =
    stack.attention === 'unfused' ? (c.scoreBytes * m.heads * job.sequenceLength) / s.tp : 0;
  const layer =
    tokens * (stored * ((4 * m.hidden) / rows + (attentionWidth(job) + mlp) / s.tp) + scores);
  const input = (c.activationBytes * tokens * m.hidden) / rows;
  const renewed = renewedBytes(job, s, tokens, { layer, scores, stored, moeShare });
  const logits = (c.logitBytes * tokens * m.vocab) / s.tp;
  const sizes = { layer, renewed, input, logits };
  if (rec) noteSizes(job, sizes, rec);
  return sizes;
}

/** Queries, keys, values and the output of attention, in elements per token. */
function attentionWidth({ model: m }: TrainingJob): number {
  if (m.keyValueRank === 0) return (m.headDim + m.valueDim) * (m.heads + m.kvHeads);
  return 2 * m.heads * (m.headDim + m.ropeDim + m.valueDim) + 2 * (m.queryRank + m.keyValueRank);
}

interface Kept {
  readonly layer: number;
  readonly scores: number;
  readonly stored: number;
  readonly moeShare: number;
}

function renewedBytes(job: TrainingJob, s: Strategy, tokens: number, k: Kept): number {
  const { model: m, stack } = job;
  if (stack.selective === 'attention') return tokens * k.scores;
  if (stack.selective === 'products') return k.layer / 2;
  const latent = m.keyValueRank > 0 ? m.heads * (m.headDim + m.ropeDim + m.valueDim) : 0;
  const outputs =
    (1 - k.moeShare) * m.ffn + k.moeShare * (m.topK * m.expertFfn + m.sharedFfn) + latent;
  return (k.stored * tokens * (2 * m.hidden + outputs)) / s.tp;
}

const BYTES = 'constants.activationBytes';
const TOKENS = 'microBatchTokens';
const SCORES = `${TOKENS} * constants.scoreBytes * model.heads * run.sequenceLength / strategy.tp`;
const DENSE_SHARE = 'model.denseLayers / model.layers';
const EXPERTS = '(model.topK * model.expertFfn + model.sharedFfn)';
const MLP =
  `${DENSE_SHARE} * model.mlpMatrices * model.ffn` +
  ` + (1 - ${DENSE_SHARE}) * (model.mlpMatrices * ${EXPERTS} + model.topK * model.hidden)`;
const LATENT = 'model.heads * (model.headDim + model.ropeDim + model.valueDim)';
const ATTENTION =
  `if(model.keyValueRank > 0, 2 * ${LATENT} + 2 * (model.queryRank + model.keyValueRank),` +
  ' (model.headDim + model.valueDim) * (model.heads + model.kvHeads))';

function noteSizes(job: TrainingJob, sizes: ActivationSizes, rec: Recorder): void {
  const { stack } = job;
  const stored = job.precision === 'bf16' ? BYTES : `${BYTES} * constants.storedShare`;
  const split = stack.sequenceParallel === 'on' ? ' / strategy.tp' : '';
  const scores = stack.attention === 'unfused' ? ` + ${SCORES}` : '';
  rec.derive('layerActivations', {
    label: 'Activations of one layer and micro-batch',
    unit: 'MB',
    value: sizes.layer,
    formula: `${stored} * ${TOKENS} * (4 * model.hidden${split} + (${ATTENTION} + ${MLP}) / strategy.tp)${scores}`,
    source: KORTHIKANTI,
  });
  rec.derive('layerInput', {
    label: 'Input of one layer and micro-batch',
    unit: 'MB',
    value: sizes.input,
    formula: `${BYTES} * ${TOKENS} * model.hidden${split}`,
    source: KORTHIKANTI,
  });
  const [formula, reason] = renewedFormula(job, stored);
  rec.derive('renewedActivations', {
    label: 'Of these, what selective recompute computes again',
    unit: 'MB',
    value: sizes.renewed,
    formula,
    reason,
  });
}

function renewedFormula({ stack }: TrainingJob, stored: string): readonly [string, string] {
  if (stack.selective === 'products') {
    return ['layerActivations / 2', 'Every second product with what surrounds it.'];
  }
  if (stack.selective === 'activations') {
    return [
      `${stored} * ${TOKENS} * (2 * model.hidden + ${DENSE_SHARE} * model.ffn + (1 - ${DENSE_SHARE}) * ${EXPERTS}` +
        ` + if(model.keyValueRank > 0, ${LATENT}, 0)) / strategy.tp`,
      'Outputs of norms and activation functions, and of up-projections in latent attention.',
    ];
  }
  return stack.attention === 'unfused'
    ? [SCORES, 'The attention scores.']
    : ['0 * layerActivations', 'Fused attention keeps no scores that could be computed again.'];
}
