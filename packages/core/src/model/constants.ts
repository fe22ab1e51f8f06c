import type { Known, Plain, Source } from '../base/index.ts';

const KORTHIKANTI: Source = {
  title: 'Korthikanti et al., Reducing Activation Recomputation, arXiv:2205.05198',
};
const ZERO: Source = {
  title: 'Rajbhandari et al., ZeRO, arXiv:1910.02054',
  locator: 'section 3.1',
};
const BACKTEST: Source = {
  title: 'Backtest against published training runs',
  locator: 'validation/training-runs; found by scripts/fit/constants.mjs',
};

/**
 * The constants of the training model that belong to neither a device nor a software stack, each with how it
 * was obtained: every global number behind the prediction is here. A test allows at most 25. Device constants
 * are facts, fitted to kernels; a stack has one factor (`facts/stacks.ts`).
 */
export const TRAINING_CONSTANTS = {
  weightBytes: paper(2, 'B', ZERO, 'bf16 working weights; fp8 recipes keep these too'),
  gradientBytes: paper(4, 'B', ZERO, 'gradients are summed in fp32 where a stack says so'),
  halfGradientBytes: paper(2, 'B', ZERO, 'gradients are summed in bf16 where a stack says so'),
  optimizerBytes: paper(12, 'B', ZERO, 'fp32 master weight and two Adam moments'),
  activationBytes: paper(2, 'B', KORTHIKANTI, 'bf16 activations, section 4.1'),
  logitBytes: paper(6, 'B', KORTHIKANTI, 'bf16 logits and their fp32 softmax, section 4.3'),
  scoreBytes: paper(
    5,
    'B',
    KORTHIKANTI,
    'kept per attention score without flash attention: softmax output, dropout mask and output, section 4.1',
  ),
  reserveShare: assumed(
    0.04,
    '1',
    'CUDA context, NCCL buffers and allocator fragmentation: published runs fill 90-95 % of memory; no measured split was found.',
    [0.02, 0.08],
  ),
  storedShare: assumed(
    0.8,
    '1',
    'Of the bytes that bf16 training keeps for the backward pass, those that fp8 training keeps: inputs of products are kept in fp8, the rest in bf16.',
    [0.7, 1],
  ),
  tensorCastBytes: assumed(
    7,
    'B',
    'Per element that is cast with one scale for the tensor: read for its largest value (2), read and written to cast (3), read and written to transpose (2); expert weights for each micro-batch, dense ones once a step.',
    [3, 7],
  ),
  blockCastBytes: assumed(
    4,
    'B',
    'Per element that is cast with a scale for each block, to 8 or 4 bits: read (2) and written along rows and along columns (2).',
    [2.5, 7],
  ),
  accumulationBytes: assumed(
    18,
    'B',
    'Per weight and micro-batch where gradients are added to their fp32 sums by a pass of its own: the gradient is read (2) and written as fp32 (4), both are read (8) and the sum is written (4).',
    [10, 22],
  ),
  backwardElementwiseRatio: assumed(
    1.3,
    '1',
    'The backward of an element-wise operation reads and writes more than its forward: counted by reads and writes of fused kernels.',
    [1, 2],
  ),
  eagerTraffic: assumed(
    1.5,
    '1',
    'Without fused kernels each operator reads and writes its operands: counted for norms, GELU and residuals of an eager PyTorch layer.',
    [1, 2.5],
  ),
  scoreForwardTraffic: assumed(
    13,
    'B',
    'Unfused attention, per score: written (2), scaled, masked and softmaxed (4), dropped out (5), read again (2); fused softmax kernels of Megatron-LM.',
    [9, 17],
  ),
  scoreBackwardTraffic: assumed(
    19,
    'B',
    'Unfused attention, per score: gradients of dropout, softmax and both products, read and written.',
    [15, 32],
  ),
  optimizerTraffic: paper(
    42,
    'B',
    ZERO,
    'Adam reads and writes fp32 master weight and both moments (24 B), reads the gradient (4 B), writes the bf16 weight (2 B); clipping reads the gradient for its norm (4 B) and scales it (8 B)',
  ),
  gradientTraffic: paper(
    8,
    'B',
    ZERO,
    'per held parameter: gradients are set to zero (4 B) and scaled before they are summed (4 B)',
  ),
  exposedTensor: measured(
    0.7,
    'Share of tensor-parallel communication that computing does not hide where the stack overlaps it.',
    [0.2, 0.8],
  ),
  exposedExpert: measured(
    0.4,
    'Share of the token exchange that computing does not hide where the stack deduplicates it (DeepEP, HybridEP).',
    [0.3, 0.8],
  ),
  contention: measured(
    0.13,
    'Share of hidden data-parallel communication by which computing slows down: it takes multiprocessors and memory bandwidth.',
    [0.1, 0.8],
  ),
  moeLaunch: measured(
    0.18e-3,
    'Host time per mixture layer, forward, that is waited for without CUDA graphs: the number of tokens per expert is read back before the experts are launched.',
    [0.1e-3, 1e-3],
    'ms',
  ),
  expertLaunch: measured(
    0.08e-3,
    'The same for each expert on a GPU: casts and products are launched one by one.',
    [0.02e-3, 0.2e-3],
    'ms',
  ),
  layerLaunch: assumed(
    0.15e-3,
    'ms',
    'About 20 kernels of a layer forward, each 7 us on the host: no layer is faster without CUDA graphs.',
    [0.05e-3, 0.3e-3],
  ),
  latentRecompute: assumed(
    0.15,
    '1',
    'Share of a latent-attention layer’s products that are its up-projections, made again with norms and activations by selective recompute (DeepSeek-V3, section 3.2.3).',
    [0.05, 0.25],
  ),
} as const satisfies Record<string, Known>;

export type TrainingConstants = Plain<typeof TRAINING_CONSTANTS>;

function paper(value: number, unit: string, source: Source, reason: string): Known {
  return { value, unit, provenance: 'paper', source, reason };
}

function assumed(
  value: number,
  unit: string,
  reason: string,
  range: readonly [number, number],
): Known {
  return { value, unit, provenance: 'assumed', reason, range };
}

/** Fitted to training runs by `scripts/fit/constants.mjs`; the same for all of them. */
function measured(
  value: number,
  reason: string,
  range: readonly [number, number],
  unit = '1',
): Known {
  return { value, unit, provenance: 'measured', source: BACKTEST, reason, range };
}
