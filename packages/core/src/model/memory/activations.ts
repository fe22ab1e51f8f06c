import type { Recorder, Source } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';

const KORTHIKANTI: Source = {
  title: 'Korthikanti et al., Reducing Activation Recomputation, arXiv:2205.05198',
  locator: 'sections 4.1-4.3 and appendix C',
};

/** Bytes that one micro-batch keeps for the backward pass. */
export interface ActivationSizes {
  /** Of one average layer with nothing recomputed. */
  readonly layer: number;
  /** Of these, what selective recompute makes again. */
  readonly renewed: number;
  /** Input of a layer: all that full recompute keeps. */
  readonly input: number;
  /** Logits and their softmax. */
  readonly logits: number;
}

/**
 * Sizes of the activations of one micro-batch on one GPU (Korthikanti et al. 2022, equations 2 and 4,
 * counted anew for grouped queries, gated MLPs, experts and latent attention). Scores are kept only
 * where attention is not fused; fp8 training keeps the inputs of its products in fp8.
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

const FIELDS = ['hidden', 'headDim', 'valueDim', 'ropeDim', 'heads', 'kvHeads', 'queryRank']
  .concat(['keyValueRank', 'denseLayers', 'layers', 'mlpMatrices', 'ffn', 'topK'])
  .concat(['expertFfn', 'sharedFfn']);
const MODEL = Object.fromEntries(FIELDS.map((field) => [field, `model.${field}`]));
const MICRO = {
  tokens: 'microBatchTokens',
  bytes: 'constants.activationBytes',
  tp: 'strategy.tp',
};

const MLP =
  'denseLayers / layers * mlpMatrices * ffn' +
  ' + (1 - denseLayers / layers) * (mlpMatrices * (topK * expertFfn + sharedFfn) + topK * hidden)';
const ATTENTION =
  'if(keyValueRank > 0, 2 * heads * (headDim + ropeDim + valueDim) + 2 * (queryRank + keyValueRank),' +
  ' (headDim + valueDim) * (heads + kvHeads))';

function noteSizes(job: TrainingJob, sizes: ActivationSizes, rec: Recorder): void {
  const { stack } = job;
  const stored = job.precision === 'bf16' ? 'bytes' : 'bytes * storedShare';
  const split = stack.sequenceParallel === 'on' ? ' / tp' : '';
  const scores =
    stack.attention === 'unfused' ? ' + tokens * scoreBytes * heads * sequence / tp' : '';
  const inputs = {
    ...MICRO,
    ...MODEL,
    ...(job.precision === 'bf16' ? {} : { storedShare: 'constants.storedShare' }),
    ...(scores ? { scoreBytes: 'constants.scoreBytes', sequence: 'run.sequenceLength' } : {}),
  };
  rec.derive('layerActivations', {
    label: 'Activations of one layer and micro-batch',
    unit: 'MB',
    value: sizes.layer,
    formula: `${stored} * tokens * (4 * hidden${split} + (${ATTENTION} + ${MLP}) / tp)${scores}`,
    inputs,
    source: KORTHIKANTI,
  });
  rec.derive('layerInput', {
    label: 'Input of one layer and micro-batch',
    unit: 'MB',
    value: sizes.input,
    formula: `bytes * tokens * hidden${split}`,
    inputs: { ...MICRO, hidden: 'model.hidden' },
    source: KORTHIKANTI,
  });
  const [formula, reason] = renewedFormula(job, stored);
  rec.derive('renewedActivations', {
    label: 'Of these, what selective recompute makes again',
    unit: 'MB',
    value: sizes.renewed,
    formula,
    inputs: { ...inputs, layer: 'layerActivations' },
    reason,
  });
}

function renewedFormula({ stack }: TrainingJob, stored: string): readonly [string, string] {
  if (stack.selective === 'products') {
    return ['layer / 2', 'Every second product with what surrounds it.'];
  }
  if (stack.selective === 'activations') {
    return [
      `${stored} * tokens * (2 * hidden + denseLayers / layers * ffn + (1 - denseLayers / layers) * (topK * expertFfn + sharedFfn) + if(keyValueRank > 0, heads * (headDim + ropeDim + valueDim), 0)) / tp`,
      'Outputs of norms and activation functions, and of up-projections in latent attention.',
    ];
  }
  return stack.attention === 'unfused'
    ? ['tokens * scoreBytes * heads * sequence / tp', 'The attention scores.']
    : ['0 * layer', 'Fused attention keeps no scores that could be made again.'];
}
