import { plain } from '../base/index.ts';
import {
  type AttentionKernel,
  kernelsFor,
  NETWORK_FIT,
  STACKS,
  type StackName,
} from '../facts/index.ts';
import { type Architecture, PLAIN_DECODER } from './architecture.ts';
import { TRAINING_CONSTANTS } from './constants.ts';
import { evenNetwork } from './fabric/index.ts';
import type { JobKernels, TrainingJob, TrainingStack } from './job.ts';
import type { EvaluatedStrategy } from './search/outcome.ts';
import { searchStrategies } from './search/search.ts';
import type { StrategyLimits } from './search/space.ts';
import type { Strategy } from './strategy.ts';
import { showStrategy } from './strategy-text.ts';

/** A small dense model: 8 layers of hidden size 1,024. */
export const DENSE: Architecture = {
  ...PLAIN_DECODER,
  layers: 8,
  hidden: 1024,
  heads: 8,
  kvHeads: 4,
  headDim: 128,
  valueDim: 128,
  vocab: 32_000,
  ffn: 4096,
  mlpMatrices: 3,
  embeddingMatrices: 2,
  denseLayers: 8,
  experts: 0,
  topK: 0,
  expertFfn: 0,
  sharedFfn: 0,
};

/** Every layer has eight experts, of which a token visits two, and a shared expert. */
export const MIXTURE: Architecture = {
  ...DENSE,
  ffn: 0,
  denseLayers: 0,
  experts: 8,
  topK: 2,
  expertFfn: 1024,
  sharedFfn: 512,
};

/** The first two layers are dense. */
export const MIXED: Architecture = { ...MIXTURE, ffn: 4096, denseLayers: 2 };

/** A software stack of the catalogue in plain numbers. */
export function stackNamed(name: StackName): TrainingStack {
  const { label: _, factor, ...features } = STACKS[name];
  return { ...features, factor: factor.value };
}

/** The default stack of a run. */
const STACK = stackNamed('megatron-core-2025');

/** The kernels measured in bf16 on a GPU, with the attention of a stack. */
export function kernelsOn(gpu: string, attention: AttentionKernel): JobKernels {
  const { fits } = kernelsFor(gpu)!;
  const kernels = {
    gemm: fits.gemm.bf16,
    weightGradient: fits.gemm.bf16,
    attention: fits.attention.bf16,
    attentionBackward: fits.attentionBackward,
    collectives: fits.collectives,
    network: NETWORK_FIT,
    memory: fits.memory,
    moe: fits.moe.bf16,
  };
  const library = attention === 'unfused' ? undefined : fits.attentionLibraries![attention];
  return plain({ ...kernels, ...(library && { attentionLibrary: library }) }) as JobKernels;
}

/** 64 H100 in nodes of eight with 400 Gb/s each, a batch of 64 sequences of 8,192 tokens. */
export function jobOn(model: Architecture, over: Partial<TrainingJob> = {}): TrainingJob {
  return {
    model,
    hardware: {
      gpu: { memory: 80e9, peak: 989.4e12 },
      nvlinkDomain: 8,
      network: evenNetwork(50e9),
    },
    kernels: kernelsOn('h100-sxm', STACK.attention),
    constants: plain(TRAINING_CONSTANTS),
    stack: STACK,
    precision: 'bf16',
    gpus: 64,
    globalBatch: 64,
    sequenceLength: 8192,
    ...over,
  };
}

/** Data parallelism only, nothing recomputed. */
export const PLAIN_SPLIT: Strategy = {
  tp: 1,
  pp: 1,
  vp: 1,
  dp: 64,
  ep: 1,
  etp: 1,
  cp: 1,
  microBatch: 1,
  recompute: 'none',
  sharding: 'zero1',
};

/** The same job on GPUs with unlimited memory, so that a search rejects nothing for its size. */
export function unbounded(job: TrainingJob): TrainingJob {
  const { hardware } = job;
  return { ...job, hardware: { ...hardware, gpu: { ...hardware.gpu, memory: 1e15 } } };
}

/** The same job in a stack with some features changed, with its attention kernels. */
export function inStack(job: TrainingJob, over: Partial<TrainingStack>): TrainingJob {
  const stack = { ...job.stack, ...over };
  const { attentionLibrary: _, ...kernels } = job.kernels;
  const { attentionLibrary } = kernelsOn('h100-sxm', stack.attention);
  return {
    ...job,
    stack,
    kernels: { ...kernels, ...(attentionLibrary && { attentionLibrary }) },
  };
}

/** The job on GPUs with a different memory, in bytes. */
export function onMemory(job: TrainingJob, memory: number): TrainingJob {
  return { ...job, hardware: { ...job.hardware, gpu: { ...job.hardware.gpu, memory } } };
}

/** Every strategy that a search finds, fastest first. */
export function everyStrategy(
  job: TrainingJob,
  limits: StrategyLimits = {},
): readonly EvaluatedStrategy[] {
  return searchStrategies(job, limits, { top: Number.POSITIVE_INFINITY }).best;
}

/** The first few strategies for which a condition does not hold, in short. */
export function wrongOf(
  all: readonly EvaluatedStrategy[],
  holds: (each: EvaluatedStrategy) => boolean,
): string[] {
  const wrong = all.filter((each) => !holds(each));
  return wrong.slice(0, 3).map(({ strategy }) => showStrategy(strategy));
}
