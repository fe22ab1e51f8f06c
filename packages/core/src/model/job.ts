import type { Plain } from '../base/index.ts';
import type {
  AttentionBackward,
  AttentionFit,
  AttentionLibrary,
  CollectiveFit,
  CollectiveKind,
  GemmFit,
  MemoryFit,
  MoeFit,
  NetworkFit,
  StackFeatures,
} from '../facts/index.ts';
import type { Architecture } from './architecture.ts';
import type { TrainingConstants } from './constants.ts';
import type { NetworkReach } from './fabric/topology.ts';
import type { Precision } from './strategy.ts';

/** The hardware under one training job, in SI. */
export interface TrainingHardware {
  readonly gpu: {
    /** B. */
    readonly memory: number;
    /** Dense peak in the precision of the job's matrix products, FLOP/s. */
    readonly peak: number;
  };
  /** GPUs connected by NVLink. */
  readonly nvlinkDomain: number;
  /** Network bandwidth of each GPU, from near to far; the last entry reaches all. */
  readonly network: readonly NetworkReach[];
}

/** Measured kernels in the job's precision. `moe` is absent if experts were not measured. */
export interface JobKernels {
  readonly gemm: Plain<GemmFit>;
  /** The same product with its result added to fp32 gradients. */
  readonly weightGradient: Plain<GemmFit>;
  readonly attention: Plain<AttentionFit>;
  readonly attentionBackward: Plain<AttentionBackward>;
  /** How much slower the stack's attention is; absent if it is not fused. */
  readonly attentionLibrary?: Plain<AttentionLibrary>;
  readonly collectives: Readonly<Record<CollectiveKind, Plain<CollectiveFit>>>;
  readonly network: Plain<NetworkFit>;
  readonly memory: Plain<MemoryFit>;
  readonly moe?: Plain<MoeFit>;
}

/** The training software: its features, and a factor for everything that is not modelled. */
export interface TrainingStack extends StackFeatures {
  /** Measured over modelled step time. */
  readonly factor: number;
}

/** A model to train, the GPUs, and the batch: everything that a strategy splits. */
export interface TrainingJob {
  readonly model: Architecture;
  readonly hardware: TrainingHardware;
  readonly kernels: JobKernels;
  readonly constants: TrainingConstants;
  readonly stack: TrainingStack;
  readonly precision: Precision;
  readonly gpus: number;
  /** Sequences per optimizer step. */
  readonly globalBatch: number;
  /** Tokens per sequence. */
  readonly sequenceLength: number;
}

/** The peak of a GPU that applies to a precision; block-scaled types have that of fp8. */
export function peakName(precision: Precision): 'bf16' | 'fp8' {
  return precision === 'bf16' ? 'bf16' : 'fp8';
}
