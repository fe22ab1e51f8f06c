import { plain } from '../base/index.ts';
import { kernelsFor, NETWORK_FIT } from '../facts/index.ts';
import type { Architecture } from './architecture.ts';
import { TRAINING_CONSTANTS } from './constants.ts';
import type { JobKernels, TrainingJob } from './job.ts';
import type { Strategy } from './strategy.ts';

/** A small dense model: 8 layers of hidden size 1,024. */
export const DENSE: Architecture = {
  layers: 8,
  hidden: 1024,
  heads: 8,
  kvHeads: 4,
  headDim: 128,
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

/** Every layer has eight experts, of which a token visits two, and a shared one. */
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

/** 64 H100 in nodes of eight with 400 Gb/s each, a batch of 64 sequences of 8,192 tokens. */
export function jobOn(model: Architecture, over: Partial<TrainingJob> = {}): TrainingJob {
  const { fits } = kernelsFor('h100-sxm')!;
  const kernels = plain({
    gemm: fits.gemm.bf16,
    attention: fits.attention.bf16,
    attentionBackward: fits.attentionBackward,
    collectives: fits.collectives,
    network: NETWORK_FIT,
    memory: fits.memory,
    moe: fits.moe.bf16,
  });
  return {
    model,
    hardware: { gpu: { memory: 80e9, peak: 989.4e12 }, nvlinkDomain: 8, networkBandwidth: 50e9 },
    kernels: kernels as JobKernels,
    constants: plain(TRAINING_CONSTANTS),
    precision: 'bf16',
    gpus: 64,
    globalBatch: 64,
    sequenceLength: 8192,
    ...over,
  };
}

/** Data parallelism alone, nothing recomputed. */
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

/** The same job on GPUs of boundless memory, so that a search leaves out nothing for its size. */
export function unbounded(job: TrainingJob): TrainingJob {
  const { hardware } = job;
  return { ...job, hardware: { ...hardware, gpu: { ...hardware.gpu, memory: 1e15 } } };
}
