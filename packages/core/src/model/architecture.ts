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
  /** Width of a query or key; in multi-head latent attention, of the part without position. */
  readonly headDim: number;
  /** Width of a value; `headDim` unless the attention is latent. */
  readonly valueDim: number;
  /** Rank of queries, 0 if they are projected directly (multi-head latent attention only). */
  readonly queryRank: number;
  /** Rank of keys and values; 0 unless attention is multi-head latent (arXiv:2405.04434, sec. 2.1). */
  readonly keyValueRank: number;
  /** Width of the separate part of queries and keys that carries position; 0 unless latent. */
  readonly ropeDim: number;
  /** Keys that a query of a windowed layer sees, and how many layers are windowed; 0 for none. */
  readonly window: number;
  readonly windowLayers: number;
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
  /** Total inner width of the shared experts, which are always active. */
  readonly sharedFfn: number;
  /** Layers that predict further tokens (MTP), each with its own logits, on the last stage. */
  readonly mtpLayers: number;
}

/** A plain decoder: no latent attention, no windows, no further tokens. */
export const PLAIN_DECODER = {
  queryRank: 0,
  keyValueRank: 0,
  ropeDim: 0,
  window: 0,
  windowLayers: 0,
  mtpLayers: 0,
} as const satisfies Partial<Architecture>;

const LATENT: Source = {
  title: 'DeepSeek-V2, arXiv:2405.04434',
  locator: 'section 2.1 for the ranks of multi-head latent attention; 0 without',
};

/** What follows from an architecture alone: counts of parameters, and FLOP. */
export interface ModelSize {
  readonly attentionParameters: number;
  readonly denseMlpParameters: number;
  readonly moeParameters: number;
  readonly activeMoeParameters: number;
  readonly embeddingParameters: number;
  readonly parameters: number;
  readonly activeParameters: number;
  /** Forward and backward, FLOP per token, with causal attention counted at half. */
  readonly flopPerToken: number;
}

const KAPLAN: Source = {
  title: 'Kaplan et al., Scaling Laws for Neural Language Models, arXiv:2001.08361',
  locator: 'section 2.1, table 1: 2 FLOP per multiply-add, backward twice forward',
};

/**
 * Counts a model's parameters and the FLOP needed to train on one token.
 *
 * FLOP: 6 per active parameter outside the input embedding, and 12 x layers x heads x head size x sequence
 * for attention, halved because a causal mask needs half of it (the convention of NVIDIA's Megatron-Bridge
 * tables). Norms, biases and position embeddings (< 0.1 %) are left out.
 */
export function sizeModel(a: Architecture, sequenceLength: number, rec?: Recorder): ModelSize {
  const attentionParameters = countAttention(a);
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
    6 * a.heads * (a.headDim + a.ropeDim + a.valueDim) * keysSeen(a, sequenceLength);
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

/** Parameters of one layer's attention: four projections, or those through the ranks of latent attention. */
export function countAttention(a: Architecture): number {
  if (a.keyValueRank === 0) {
    return a.hidden * (a.headDim + a.valueDim) * (a.heads + a.kvHeads);
  }
  const query = a.heads * (a.headDim + a.ropeDim);
  const queries = a.queryRank > 0 ? a.queryRank * (a.hidden + query) : a.hidden * query;
  const keyValues =
    a.hidden * (a.keyValueRank + a.ropeDim) + a.keyValueRank * a.heads * (a.headDim + a.valueDim);
  return queries + keyValues + a.heads * a.valueDim * a.hidden;
}

/** Average number of keys that a query sees, summed over the layers. */
function keysSeen(a: Architecture, sequenceLength: number): number {
  const window = Math.min(a.window, sequenceLength);
  const windowed = window - (window * window) / (2 * sequenceLength);
  return ((a.layers - a.windowLayers) * sequenceLength) / 2 + a.windowLayers * windowed;
}

const QUERIES = 'model.heads * (model.headDim + model.ropeDim)';
const UP_AND_DOWN = 'model.mlpMatrices * model.hidden';

function noteSize(size: ModelSize, rec: Recorder): void {
  const parameter = 'parameter';
  rec.derive('attentionParameters', {
    label: 'Attention parameters of a layer',
    unit: parameter,
    value: size.attentionParameters,
    formula:
      'if(model.keyValueRank > 0, if(model.queryRank > 0,' +
      ` model.queryRank * (model.hidden + ${QUERIES}), model.hidden * ${QUERIES})` +
      ' + model.hidden * (model.keyValueRank + model.ropeDim)' +
      ' + model.keyValueRank * model.heads * (model.headDim + model.valueDim)' +
      ' + model.heads * model.valueDim * model.hidden,' +
      ' model.hidden * (model.headDim + model.valueDim) * (model.heads + model.kvHeads))',
    source: LATENT,
  });
  rec.derive('denseMlpParameters', {
    label: 'Parameters of a dense MLP',
    unit: parameter,
    value: size.denseMlpParameters,
    formula: `${UP_AND_DOWN} * model.ffn`,
  });
  for (const [name, label, count] of [
    ['moeParameters', 'Parameters of a mixture-of-experts layer', 'experts'],
    ['activeMoeParameters', 'Parameters a token uses in a mixture-of-experts layer', 'topK'],
  ] as const) {
    rec.derive(name, {
      label,
      unit: parameter,
      value: size[name],
      formula:
        `${UP_AND_DOWN} * model.expertFfn * model.${count}` +
        ` + (${UP_AND_DOWN} * model.sharedFfn + model.hidden * model.experts)`,
      reason: 'The last term is the router.',
    });
  }
  rec.derive('embeddingParameters', {
    label: 'Parameters of the embeddings',
    unit: parameter,
    value: size.embeddingParameters,
    formula: 'model.embeddingMatrices * model.vocab * model.hidden',
  });
  noteTotals(size, rec);
}

const WINDOW = 'min(model.window, run.sequenceLength)';

function noteTotals(size: ModelSize, rec: Recorder): void {
  const trunk = 'model.layers * attentionParameters + model.denseLayers * denseMlpParameters';
  const moeLayers = '(model.layers - model.denseLayers)';
  for (const [name, label, moe] of [
    ['parameters', 'Parameters', 'moeParameters'],
    ['activeParameters', 'Parameters a token uses', 'activeMoeParameters'],
  ] as const) {
    rec.derive(name, {
      label,
      unit: 'parameter',
      value: size[name],
      formula: `${trunk} + ${moeLayers} * ${moe} + embeddingParameters`,
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
    formula:
      `flopPerParameter * (${trunk} + ${moeLayers} * activeMoeParameters + model.vocab * model.hidden)` +
      ' + flopPerParameter * model.heads * (model.headDim + model.ropeDim + model.valueDim)' +
      ' * ((model.layers - model.windowLayers) * run.sequenceLength / 2' +
      ` + model.windowLayers * (${WINDOW} - ${WINDOW} ^ 2 / (2 * run.sequenceLength)))`,
    source: KAPLAN,
    reason:
      'Causal attention counts by half, as in NVIDIA Megatron-Bridge tables; recompute does not count.',
  });
}
