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
  /** GPUs that NVLink joins. */
  readonly nvlinkDomain: number;
  /** What the network gives each GPU, from near to far; the last reaches all. */
  readonly network: readonly NetworkReach[];
}

/** Measured kernels in the job's precision. `moe` is absent where no one measured experts. */
export interface JobKernels {
  readonly gemm: Plain<GemmFit>;
  /** The same product with its result added to fp32 gradients. */
  readonly weightGradient: Plain<GemmFit>;
  readonly attention: Plain<AttentionFit>;
  readonly attentionBackward: Plain<AttentionBackward>;
  /** How much slower the stack's attention is; absent where it is not fused. */
  readonly attentionLibrary?: Plain<AttentionLibrary>;
  readonly collectives: Readonly<Record<CollectiveKind, Plain<CollectiveFit>>>;
  readonly network: Plain<NetworkFit>;
  readonly memory: Plain<MemoryFit>;
  readonly moe?: Plain<MoeFit>;
}

/** The software that trains: what it does, and what it takes over all that is modelled. */
export interface TrainingStack extends StackFeatures {
  /** Measured over modelled step time. */
  readonly factor: number;
}

/** A model to train, on so many GPUs, in so large a batch: all that a strategy splits. */
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

/** Which peak of a GPU a precision is held against: block-scaled types have that of fp8. */
export function peakName(precision: Precision): 'bf16' | 'fp8' {
  return precision === 'bf16' ? 'bf16' : 'fp8';
}
