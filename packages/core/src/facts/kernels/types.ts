import type { Known } from '../../base/index.ts';

/** GPUs whose kernels were measured; SXM parts at their full power limit. */
export type KernelGpu = 'a100' | 'h100' | 'h200' | 'b200' | 'gb200';

/**
 * Precisions whose kernels were measured. `fp8` has one scale per tensor, `fp8-block` one per 128 x 128
 * weights and per 128 activations (DeepSeek), `mxfp8` one per 32 and `nvfp4` one per 16 elements.
 */
export type KernelDtype = 'bf16' | 'fp8' | 'fp8-block' | 'mxfp8' | 'nvfp4';

/** Smallest and largest value among the measurements. */
export interface Span {
  readonly least: number;
  readonly most: number;
}

/** |predicted / measured - 1| on the shapes that training uses: half and nine tenths lie below. */
export interface FitError {
  readonly median: number;
  readonly p90: number;
}

/** Matrix multiplication (m x k) (k x n) on one GPU; see `model/kernels/gemm.ts`. */
export interface GemmFit {
  /** FLOP of one multiply-add. */
  readonly flopPerMac: Known;
  /** Bytes of one element of the two factors, as the tensor cores read them. */
  readonly inputBytes: Known;
  /** Bytes of one element of the product. */
  readonly outputBytes: Known;
  /** Bytes moved per activation to cast it to the input type first; 0 when no cast is needed. */
  readonly castBytes: Known;
  readonly tileM: Known;
  readonly tileN: Known;
  /** Streaming multiprocessors: tiles worked on at once. */
  readonly sms: Known;
  /** How much of a last, partly filled wave of tiles is lost: 0 none of it, 1 all of it. */
  readonly wavePenalty: Known;
  /** Depth k that a tile's prologue and epilogue cost. */
  readonly rampK: Known;
  /** FLOP/s of full waves at large k, before power lowers the clock. */
  readonly rate: Known;
  /** Largest relative slowdown as the clock falls in long kernels. */
  readonly droop: Known;
  /** FLOP of one kernel at which half of the slowdown has set in. */
  readonly droopWork: Known;
  /** Achieved bandwidth of device memory. */
  readonly bandwidth: Known;
  /** Share of the shorter of computing and memory traffic that does not overlap with the other. */
  readonly unhidden: Known;
  /** Achieved bandwidth of the cast. */
  readonly castBandwidth: Known;
  readonly launch: Known;
  readonly measured: { readonly m: Span; readonly n: Span; readonly k: Span };
  readonly error: FitError;
}

/** Causal self-attention, forward, on one GPU; see `model/kernels/attention.ts`. */
export interface AttentionFit {
  readonly flopPerMac: Known;
  /** Bytes of one element of queries, keys, values and output in memory. */
  readonly elementBytes: Known;
  /** Queries per block. */
  readonly block: Known;
  readonly sms: Known;
  /**
   * Keys by which each query's row is longer than what it attends to: masked and ramp-up work, at the
   * causal edge and again at the far edge of a window.
   */
  readonly rampKeys: Known;
  /** Heads whose width is no multiple of this are partly padded. */
  readonly widthStep: Known;
  /** Share of the missing width that is worked on nevertheless. */
  readonly padding: Known;
  /** FLOP/s of the two matrix products. */
  readonly rate: Known;
  /** Seconds per score for softmax, were it alone, over the whole GPU. */
  readonly softmax: Known;
  /** Share of the shorter of products and softmax that does not overlap with the other. */
  readonly unhidden: Known;
  /** Achieved bandwidth for queries, keys, values and output, each moved once. */
  readonly bandwidth: Known;
  /** Seconds per query and head, however wide. */
  readonly perRow: Known;
  readonly launch: Known;
  readonly measured: {
    readonly batch: Span;
    readonly seq: Span;
    readonly heads: Span;
    readonly headDim: Span;
  };
  readonly error: FitError;
}

/** How the backward pass of attention relates to its forward pass. */
export interface AttentionBackward {
  /** FLOP of backward over forward: five matrix products against two. */
  readonly workRatio: Known;
  /** FLOP/s of backward over forward. */
  readonly speedRatio: Known;
}

/** How many times as long a library's attention takes as the kernels measured. */
export interface AttentionLibrary {
  readonly forward: Known;
  readonly backward: Known;
}

export type AttentionLibraries = Readonly<Record<'flash3' | 'flash2' | 'triton', AttentionLibrary>>;

/** One NCCL collective inside an NVLink domain; see `model/kernels/collective.ts`. */
export interface CollectiveFit {
  /** How often a buffer passes each link: twice for all-reduce. */
  readonly passes: Known;
  readonly latency: Known;
  readonly latencyPerGpu: Known;
  /** Bytes per second and GPU in a large domain, for large buffers. */
  readonly bandwidth: Known;
  /** Bandwidth in a domain of n GPUs is lower by the factor 1 + smallDomain / n. */
  readonly smallDomain: Known;
  /** Time that filling the pipeline costs a large buffer. */
  readonly fill: Known;
  /** Bytes on a link at which half of the fill time has been paid. */
  readonly fillBytes: Known;
  readonly measured: { readonly bytes: Span; readonly gpus: Span };
  readonly error: FitError;
}

export type CollectiveKind = 'allReduce' | 'allGather' | 'reduceScatter' | 'allToAll';

/** Collectives over the network between nodes. */
export interface NetworkFit {
  /** Achieved share of a NIC's line rate. */
  readonly efficiency: Known;
  readonly baseLatency: Known;
  readonly hopLatency: Known;
}

/** Streaming through device memory. */
export interface MemoryFit {
  readonly launch: Known;
  readonly bandwidth: Known;
  readonly measured: { readonly bytes: Span };
  readonly error: FitError;
}

/** The experts of one mixture-of-experts layer on one GPU; see `model/kernels/moe.ts`. */
export interface MoeFit {
  /** Their grouped products: other kernels than the dense ones, so constants of their own. */
  readonly gemm: GemmFit;
  /**
   * FLOP/s that they can sustain on real values. Experts were measured with weights that had not been
   * initialised, on which the power limit hardly lowers the clock.
   */
  readonly sustained: Known;
  /** Bytes of one activation. */
  readonly activationBytes: Known;
  /** Bytes moved per arriving token and element of its hidden state: casting and combining it. */
  readonly tokenBytes: Known;
  /** Achieved bandwidth of permuting, activation function and combining. */
  readonly bandwidth: Known;
  /** Sorting one arriving copy of a token to its expert. */
  readonly routing: Known;
  readonly launch: Known;
  readonly measured: {
    readonly rowsPerExpert: Span;
    readonly groups: Span;
    readonly hidden: Span;
    readonly inter: Span;
  };
  readonly error: FitError;
}

/** How unevenly tokens fall to experts: power laws of exponent 1.01 and 1.2. */
export type TokenSkew = 'mild' | 'strong';

/** What a skew costs where `ep` GPUs share few (up to 16) or many experts, by rising `ep`. */
export type ImbalanceFit = Readonly<
  Record<'few' | 'many', readonly { readonly ep: number; readonly slowdown: Known }[]>
>;

/** What is known about one GPU's kernels; what was not measured is absent. */
export interface KernelFits {
  readonly gemm: Readonly<Partial<Record<KernelDtype, GemmFit>>>;
  readonly attention: Readonly<Partial<Record<KernelDtype, AttentionFit>>>;
  readonly attentionBackward?: AttentionBackward;
  /** What other libraries than the one measured take. */
  readonly attentionLibraries?: AttentionLibraries;
  readonly collectives: Readonly<Record<CollectiveKind, CollectiveFit>>;
  readonly moe: Readonly<Partial<Record<KernelDtype, MoeFit>>>;
  readonly memory?: MemoryFit;
}
