import type { Known, Source } from '../../base/index.ts';

/** How a model attends. `gqa-swa` mixes full layers with layers of a sliding window. */
export type AttentionKind = 'mha' | 'mha-alibi' | 'mqa' | 'gqa' | 'gqa-swa' | 'mla';

/** Multi-head latent attention: keys and values through a low rank (arXiv:2405.04434, sec. 2.1). */
export interface LatentAttention {
  readonly qLoraRank: number;
  readonly kvLoraRank: number;
  readonly ropeHeadDim: number;
  readonly vHeadDim: number;
}

/**
 * The shape of a decoder. Plain integers: they hang together, so one source and one provenance
 * speak for all of them.
 */
export interface ModelSpec {
  readonly label: string;
  readonly layers: number;
  readonly hidden: number;
  /** Width of the MLP of dense layers. */
  readonly ffn: number;
  readonly vocab: number;
  readonly nativeSeqLen: number;
  /** Three matrices in the MLP (SwiGLU, GeGLU) rather than two. */
  readonly gatedMlp: boolean;
  /** One matrix for input and output embeddings. */
  readonly tiedEmbeddings: boolean;
  readonly attention: AttentionKind;
  readonly heads: number;
  readonly kvHeads: number;
  /** For `mla`, the part of a query or key without position. */
  readonly headDim: number;
  readonly mla?: LatentAttention;
  /** Keys that a query of a windowed layer sees (`gqa-swa`). */
  readonly window?: number;
  /** How many layers have the window; left out: every second. */
  readonly windowLayers?: number;
  /** Routed experts per layer; absent in dense models. */
  readonly experts?: number;
  /** Routed experts that each token visits. */
  readonly topK?: number;
  /** Width of one routed expert. */
  readonly moeFfn?: number;
  /** Width of all shared experts together; 0 for none. */
  readonly sharedExpertFfn?: number;
  /** Layers with a dense MLP before the first with experts. */
  readonly firstDenseLayers?: number;
  /** Every how many layers there are experts; absent for every layer. */
  readonly moeEvery?: number;
  /** As published. */
  readonly params?: Known;
  /** Used per token, as published. */
  readonly activeParams?: Known;
  readonly provenance: 'datasheet' | 'paper' | 'assumed';
  readonly source: Source;
  /** What the source leaves out; always there when `assumed`. */
  readonly reason?: string;
}

export interface Trunk {
  readonly layers: number;
  readonly hidden: number;
  readonly ffn: number;
  readonly vocab: number;
  readonly nativeSeqLen: number;
  readonly gatedMlp?: true;
  readonly tiedEmbeddings?: true;
}

export interface Heads {
  readonly attention: AttentionKind;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly mla?: LatentAttention;
  readonly window?: number;
  readonly windowLayers?: number;
}

export interface Experts {
  readonly experts: number;
  readonly topK: number;
  readonly moeFfn: number;
  readonly sharedExpertFfn: number;
  readonly firstDenseLayers: number;
  readonly moeEvery?: number;
}

export interface Origin {
  readonly provenance: ModelSpec['provenance'];
  readonly source: Source;
  readonly reason?: string;
  /** Parameters as published, and those used per token. */
  readonly params?: number;
  readonly activeParams?: number;
}

/** Puts a model together from the parts that the tables of this folder write. */
export function decoder(
  label: string,
  trunk: Trunk,
  heads: Heads,
  origin: Origin,
  experts?: Experts,
): ModelSpec {
  const { params, activeParams, ...rest } = origin;
  return {
    label,
    gatedMlp: false,
    tiedEmbeddings: false,
    ...trunk,
    ...heads,
    ...experts,
    ...rest,
    ...(params ? { params: counted(params, origin) } : {}),
    ...(activeParams ? { activeParams: counted(activeParams, origin) } : {}),
  };
}

function counted(value: number, { provenance, source, reason }: Origin): Known {
  return { value, unit: 'parameter', provenance, source, ...(reason ? { reason } : {}) };
}
