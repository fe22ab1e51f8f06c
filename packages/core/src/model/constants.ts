import type { Known, Plain, Source } from '../base/index.ts';

const KORTHIKANTI: Source = {
  title: 'Korthikanti et al., Reducing Activation Recomputation, arXiv:2205.05198',
};
const ZERO: Source = {
  title: 'Rajbhandari et al., ZeRO, arXiv:1910.02054',
  locator: 'section 3.1',
};
const MEGATRON: Source = {
  title: 'NVIDIA Megatron-LM, distributed optimizer',
  locator: 'docs: theoretical memory footprint, bf16 parameters with fp32 gradients',
};

/**
 * The constants of the training model that belong to no device: everything global that the
 * prediction rests on stands here, with how it was obtained. Device constants are facts.
 */
export const TRAINING_CONSTANTS = {
  weightBytes: paper(2, 'B', ZERO, 'bf16 working weights; fp8 recipes keep these too'),
  gradientBytes: paper(4, 'B', MEGATRON, 'gradients are accumulated in fp32'),
  optimizerBytes: paper(12, 'B', ZERO, 'fp32 master weight and two Adam moments'),
  activationBytes: paper(2, 'B', KORTHIKANTI, 'bf16 activations, section 4.1'),
  logitBytes: paper(6, 'B', KORTHIKANTI, 'bf16 logits and their fp32 softmax, section 4.3'),
  reserveShare: assumed(
    0.06,
    '1',
    'CUDA context, NCCL buffers and allocator fragmentation: published runs fill 90-95 % of memory; no measured split was found.',
  ),
  backwardProductRatio: paper(
    2,
    '1',
    KORTHIKANTI,
    'the backward of a matrix product is two products of its size',
  ),
  backwardElementwiseRatio: assumed(
    2,
    '1',
    'The backward of an element-wise operation reads and writes about twice what its forward does.',
  ),
  optimizerTraffic: paper(
    30,
    'B',
    ZERO,
    'Adam reads and writes fp32 master weight and both moments (24 B), reads the gradient (4 B), writes the bf16 weight (2 B)',
  ),
  overheadShare: {
    value: 0.18,
    unit: '1',
    provenance: 'measured',
    range: [-0.02, 0.63],
    source: {
      title: 'Backtest against 580 published training runs',
      locator: 'validation/training-runs; docs/backtest.md',
    },
    reason:
      'The one constant from training runs: each source gives the median of measured over modelled time, this is the median of the sources; the range is the 10th to 90th percentile of all rows.',
  },
} as const satisfies Record<string, Known>;

export type TrainingConstants = Plain<typeof TRAINING_CONSTANTS>;

function paper(value: number, unit: string, source: Source, reason: string): Known {
  return { value, unit, provenance: 'paper', source, reason };
}

function assumed(value: number, unit: string, reason: string): Known {
  return { value, unit, provenance: 'assumed', reason };
}
