import type { Recorder, Source } from '../base/index.ts';

/**
 * A decoder-only transformer, in plain counts. One shape serves dense and mixture-of-experts
 * models: a dense model has `experts` 0 and every layer in `denseLayers`.
 */
export interface Architecture {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  /** Key/value heads: equal to `heads` without grouping, 1 for multi-query. */
  readonly kvHeads: number;
  readonly headDim: number;
  readonly vocab: number;
  /** Inner width of a dense MLP. */
  readonly ffn: number;
  /** 3 for a gated MLP (SwiGLU, GeGLU), else 2. */
  readonly mlpMatrices: number;
  /** 1 when input and output embedding are the same matrix, else 2. */
  readonly embeddingMatrices: number;
  /** Leading layers with a dense MLP; the others are mixtures of experts. */
  readonly denseLayers: number;
  readonly experts: number;
  readonly topK: number;
  /** Inner width of one expert. */
  readonly expertFfn: number;
  /** Inner width of the always-on shared experts together. */
  readonly sharedFfn: number;
}

/** What follows from an architecture alone. Counts of parameters, and FLOP. */
export interface ModelSize {
  readonly attentionParameters: number;
  readonly denseMlpParameters: number;
  readonly moeParameters: number;
  readonly activeMoeParameters: number;
  readonly embeddingParameters: number;
  readonly parameters: number;
  readonly activeParameters: number;
  /** Forward and backward, FLOP per token, causal attention counted by half. */
  readonly flopPerToken: number;
}

const KAPLAN: Source = {
  title: 'Kaplan et al., Scaling Laws for Neural Language Models, arXiv:2001.08361',
  locator: 'section 2.1, table 1: 2 FLOP per multiply-add, backward twice forward',
};

/**
 * Counts a model's parameters and the FLOP that training on one token takes.
 *
 * FLOP: 6 per active parameter outside the input embedding, and 12 x layers x heads x head size x
 * sequence for attention, halved because a causal mask needs half of it (the convention of NVIDIA's
 * Megatron-Bridge tables). Norms, biases and position embeddings (< 0.1 %) are left out.
 */
export function sizeModel(a: Architecture, sequenceLength: number, rec?: Recorder): ModelSize {
  const attentionParameters = 2 * a.hidden * a.headDim * (a.heads + a.kvHeads);
  const denseMlpParameters = a.mlpMatrices * a.hidden * a.ffn;
  const shared = a.mlpMatrices * a.hidden * a.sharedFfn + a.hidden * a.experts;
  const moeParameters = a.mlpMatrices * a.hidden * a.expertFfn * a.experts + shared;
  const activeMoeParameters = a.mlpMatrices * a.hidden * a.expertFfn * a.topK + shared;
  const embeddingParameters = a.embeddingMatrices * a.vocab * a.hidden;
  const moeLayers = a.layers - a.denseLayers;
  const trunk = a.layers * attentionParameters + a.denseLayers * denseMlpParameters;
  const parameters = trunk + moeLayers * moeParameters + embeddingParameters;
  const activeParameters = trunk + moeLayers * activeMoeParameters + embeddingParameters;
  const flopPerToken =
    6 * (trunk + moeLayers * activeMoeParameters + a.vocab * a.hidden) +
    (12 * a.layers * a.heads * a.headDim * sequenceLength) / 2;
  const size = {
    attentionParameters,
    denseMlpParameters,
    moeParameters,
    activeMoeParameters,
    embeddingParameters,
    parameters,
    activeParameters,
    flopPerToken,
  };
  if (rec) noteSize(size, rec);
  return size;
}

const MODEL = [
  'layers',
  'hidden',
  'heads',
  'kvHeads',
  'headDim',
  'vocab',
  'ffn',
  'mlpMatrices',
  'embeddingMatrices',
  'denseLayers',
  'experts',
  'topK',
  'expertFfn',
  'sharedFfn',
] as const satisfies readonly (keyof Architecture)[];

type ModelField = (typeof MODEL)[number];

/** Inputs of a formula: fields of the architecture, found under the scope's alias `model`. */
function ofModel(...fields: ModelField[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field, `model.${field}`]));
}

function noteSize(size: ModelSize, rec: Recorder): void {
  const parameter = 'parameter';
  rec.derive('attentionParameters', {
    label: 'Attention parameters of a layer',
    unit: parameter,
    value: size.attentionParameters,
    formula: '2 * hidden * headDim * (heads + kvHeads)',
    inputs: ofModel('hidden', 'headDim', 'heads', 'kvHeads'),
  });
  rec.derive('denseMlpParameters', {
    label: 'Parameters of a dense MLP',
    unit: parameter,
    value: size.denseMlpParameters,
    formula: 'mlpMatrices * hidden * ffn',
    inputs: ofModel('mlpMatrices', 'hidden', 'ffn'),
  });
  for (const [name, label, count] of [
    ['moeParameters', 'Parameters of a mixture-of-experts layer', 'experts'],
    ['activeMoeParameters', 'Parameters a token uses in a mixture-of-experts layer', 'topK'],
  ] as const) {
    rec.derive(name, {
      label,
      unit: parameter,
      value: size[name],
      formula: `mlpMatrices * hidden * expertFfn * ${count} + (mlpMatrices * hidden * sharedFfn + hidden * experts)`,
      inputs: ofModel('mlpMatrices', 'hidden', 'expertFfn', 'topK', 'sharedFfn', 'experts'),
      reason: 'The last term is the router.',
    });
  }
  rec.derive('embeddingParameters', {
    label: 'Parameters of the embeddings',
    unit: parameter,
    value: size.embeddingParameters,
    formula: 'embeddingMatrices * vocab * hidden',
    inputs: ofModel('embeddingMatrices', 'vocab', 'hidden'),
  });
  noteTotals(size, rec);
}

function noteTotals(size: ModelSize, rec: Recorder): void {
  const trunk = 'layers * attention + denseLayers * dense';
  const parts = {
    ...ofModel('layers', 'denseLayers'),
    attention: 'attentionParameters',
    dense: 'denseMlpParameters',
  };
  for (const [name, label, moe] of [
    ['parameters', 'Parameters', 'moeParameters'],
    ['activeParameters', 'Parameters a token uses', 'activeMoeParameters'],
  ] as const) {
    rec.derive(name, {
      label,
      unit: 'parameter',
      value: size[name],
      formula: `${trunk} + (layers - denseLayers) * moe + embeddings`,
      inputs: { ...parts, moe, embeddings: 'embeddingParameters' },
    });
  }
  rec.know('flopPerParameter', 'FLOP per parameter and token, forward and backward', {
    value: 6,
    unit: 'FLOP',
    provenance: 'paper',
    source: KAPLAN,
  });
  rec.derive('flopPerToken', {
    label: 'Model FLOP per token',
    unit: 'FLOP',
    value: size.flopPerToken,
    formula: `flop * (${trunk} + (layers - denseLayers) * moe + vocab * hidden) + (2 * flop * layers * heads * headDim * sequence) / 2`,
    inputs: {
      ...parts,
      ...ofModel('vocab', 'hidden', 'heads', 'headDim'),
      moe: 'activeMoeParameters',
      flop: 'flopPerParameter',
      sequence: 'run.sequenceLength',
    },
    source: KAPLAN,
    reason:
      'Causal attention counts by half, as in NVIDIA Megatron-Bridge tables; recompute does not count.',
  });
}
