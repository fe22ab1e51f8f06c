import type { TrainingJob } from '../job.ts';
import type { Recompute, Strategy } from '../strategy.ts';
import type { Stage } from './stages.ts';

/** Bytes of one layer and micro-batch. */
interface LayerSizes {
  /** With nothing recomputed. */
  readonly kept: number;
  /** Of these, what selective recompute computes again. */
  readonly renewed: number;
}

/** Bytes that one micro-batch keeps for the backward pass. */
export interface ActivationSizes {
  /** For a layer with a dense MLP, and for one with experts. */
  readonly dense: LayerSizes;
  readonly moe: LayerSizes;
  /** Input of a layer: all that full recompute keeps. */
  readonly input: number;
  /** Logits and their softmax. */
  readonly logits: number;
}

/**
 * Sizes of the activations of one micro-batch on one GPU (Korthikanti et al. 2022, equations 2 and 4,
 * extended to grouped queries, gated MLPs, experts and latent attention). Scores are kept only if attention
 * is not fused; fp8 training keeps the inputs of its products in fp8.
 */
export function activationSizes(job: TrainingJob, s: Strategy, tokens: number): ActivationSizes {
  const { model: m, constants: c, stack } = job;
  const rows = stack.sequenceParallel === 'on' ? s.tp : 1;
  const experts = m.topK * m.expertFfn + m.sharedFfn;
  return {
    dense: layerSizes(job, s, tokens, { mlp: m.mlpMatrices * m.ffn, outputs: m.ffn }),
    moe: layerSizes(job, s, tokens, {
      mlp: m.mlpMatrices * experts + m.topK * m.hidden,
      outputs: experts,
    }),
    input: (c.activationBytes * tokens * m.hidden) / rows,
    logits: (c.logitBytes * tokens * m.vocab) / s.tp,
  };
}

/** Elements per token: all that an MLP keeps, and what its activation function gives. */
interface MlpWidths {
  readonly mlp: number;
  readonly outputs: number;
}

function layerSizes(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  { mlp, outputs }: MlpWidths,
): LayerSizes {
  const { model: m, constants: c, stack } = job;
  const rows = stack.sequenceParallel === 'on' ? s.tp : 1;
  const stored = c.activationBytes * (job.precision === 'bf16' ? 1 : c.storedShare);
  const scores =
    stack.attention === 'unfused' ? (c.scoreBytes * m.heads * job.sequenceLength) / s.tp : 0;
  const kept =
    tokens * (stored * ((4 * m.hidden) / rows + (attentionWidth(job) + mlp) / s.tp) + scores);
  if (stack.selective === 'attention') return { kept, renewed: tokens * scores };
  if (stack.selective === 'products') return { kept, renewed: kept / 2 };
  const latent = m.keyValueRank > 0 ? m.heads * (m.headDim + m.ropeDim + m.valueDim) : 0;
  return { kept, renewed: (stored * tokens * (2 * m.hidden + (outputs + latent))) / s.tp };
}

/** Queries, keys, values and the output of attention, in elements per token. */
function attentionWidth({ model: m }: TrainingJob): number {
  if (m.keyValueRank === 0) return (m.headDim + m.valueDim) * (m.heads + m.kvHeads);
  return 2 * m.heads * (m.headDim + m.ropeDim + m.valueDim) + 2 * (m.queryRank + m.keyValueRank);
}

/**
 * What the layers of a stage keep with `inFlight` micro-batches in flight, B. Recompute adds the layer
 * being computed, the larger one if there are two kinds.
 */
export function stageActivations(
  { denseLayers, moeLayers }: Stage,
  inFlight: number,
  recompute: Recompute,
  { dense, moe, input }: ActivationSizes,
): number {
  if (recompute === 'none') {
    return inFlight * (denseLayers * dense.kept + moeLayers * moe.kept);
  }
  if (recompute === 'selective') {
    const kept = denseLayers * (dense.kept - dense.renewed) + moeLayers * (moe.kept - moe.renewed);
    const again = Math.max(denseLayers > 0 ? dense.renewed : 0, moeLayers > 0 ? moe.renewed : 0);
    return inFlight * kept + again;
  }
  const again = Math.max(denseLayers > 0 ? dense.kept : 0, moeLayers > 0 ? moe.kept : 0);
  return inFlight * (denseLayers + moeLayers) * input + again;
}
