import type { Expressed, LaunchJob } from './launch-job.ts';
import { megatronAttention, windowWarnings } from './megatron-attention.ts';
import { type Flag, quoted } from './shell.ts';

/** By default Megatron-LM pads the vocabulary to a multiple of this times tensor parallelism. */
const USUAL_VOCAB_MULTIPLE = 128;

/** The shape of the model, and what the plan does not know about it. */
export function megatronModel(job: LaunchJob, tp: number): Expressed<Flag> {
  const { model: m, sequenceLength } = job;
  const isGated = m.mlpMatrices === 3;
  const vocabMultiple = vocabMultipleOf(m.vocab, tp);
  const settings: Flag[] = [
    ['--num-layers', `${m.layers}`],
    ['--hidden-size', `${m.hidden}`],
    ...(m.denseLayers > 0 ? ([['--ffn-hidden-size', `${m.ffn}`]] as const) : []),
    ['--num-attention-heads', `${m.heads}`],
    ...megatronAttention(m),
    ...(m.mtpLayers > 0 ? ([['--mtp-num-layers', `${m.mtpLayers}`]] as const) : []),
    ['--seq-length', `${sequenceLength}`],
    ['--max-position-embeddings', `${sequenceLength}`],
    ['--vocab-size', `${m.vocab}`],
    ['--make-vocab-size-divisible-by', `${vocabMultiple}`],
    ...(m.embeddingMatrices === 2 ? ([['--untie-embeddings-and-output-weights']] as const) : []),
    ...(isGated ? GATED : PLAIN),
    ['--attention-dropout', '0.0'],
    ['--hidden-dropout', '0.0'],
    ...experts(job),
  ];
  const warnings = [
    `Assumed of the model, of which the plan knows the shape only: ${
      isGated
        ? 'SwiGLU, RMSNorm, rotary positions of base 10000 and no biases'
        : 'GELU, LayerNorm, learned positions and biases'
    }; no dropout.`,
    ...vocabWarnings(m.vocab, tp, vocabMultiple),
    ...expertWarnings(job),
    ...windowWarnings(m),
  ];
  return { settings, warnings };
}

const GATED: readonly Flag[] = [
  ['--swiglu'],
  ['--normalization', 'RMSNorm'],
  ['--position-embedding-type', 'rope'],
  ['--disable-bias-linear'],
];

const PLAIN: readonly Flag[] = [
  ['--normalization', 'LayerNorm'],
  ['--position-embedding-type', 'learned_absolute'],
];

/** The largest power of two that pads a vocabulary to the plan's size and no further. */
function vocabMultipleOf(vocab: number, tp: number): number {
  let multiple = USUAL_VOCAB_MULTIPLE;
  while (multiple > 1 && vocab % (multiple * tp) !== 0) multiple /= 2;
  return multiple;
}

function vocabWarnings(vocab: number, tp: number, multiple: number): string[] {
  const padded = multiple * tp * Math.ceil(vocab / (multiple * tp));
  const size = `The tokenizer decides the vocabulary, not --vocab-size, in most types; planned are ${vocab} entries after padding.`;
  if (padded === vocab) return [size];
  return [size, `TP${tp} does not divide a vocabulary of ${vocab}; it is padded to ${padded}.`];
}

function experts({ model: m }: LaunchJob): Flag[] {
  if (m.experts === 0) return [];
  return [
    ['--num-experts', `${m.experts}`],
    ['--moe-router-topk', `${m.topK}`],
    ['--moe-ffn-hidden-size', `${m.expertFfn}`],
    ...(m.sharedFfn > 0
      ? ([['--moe-shared-expert-intermediate-size', `${m.sharedFfn}`]] as const)
      : []),
    ...(m.denseLayers > 0 ? ([['--moe-layer-freq', layerPattern(m)]] as const) : []),
    ['--moe-grouped-gemm'],
  ];
}

/** A Python list of one entry per layer: 0 dense, 1 with experts. */
function layerPattern({ layers, denseLayers }: LaunchJob['model']): string {
  return quoted(`([0]*${denseLayers}+[1]*${layers - denseLayers})`);
}

function expertWarnings({ model: m }: LaunchJob): string[] {
  if (m.experts === 0) return [];
  const balance =
    'The plan takes evenly loaded experts; how the router scores and balances is left at its defaults, which do not balance.';
  if (m.denseLayers === 0) return [balance];
  const first = `The plan knows how many layers are dense (${m.denseLayers}), not which; they are put first.`;
  return [balance, first];
}
