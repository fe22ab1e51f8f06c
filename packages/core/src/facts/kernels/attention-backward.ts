import type { Known } from '../../base/index.ts';
import type { AttentionBackward } from './types.ts';

/** Forward: QK^T and PV. Backward: QK^T again, dV, dP, dQ and dK. */
const WORK_RATIO: Known = {
  value: 2.5,
  unit: '1',
  provenance: 'paper',
  source: {
    title: 'Dao, FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning',
    locator: 'section 4.1',
    url: 'https://arxiv.org/abs/2307.08691',
  },
};

const NOT_MEASURED =
  'Backward kernels are not in the measured tables: the ratio is of another library at its best shape.';

const A100_SPEED: Known = {
  value: 0.63 / 0.73,
  unit: '1',
  provenance: 'paper',
  source: {
    title: 'Dao, FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning',
    locator: 'section 4.1, figures 5 and 6: up to 73 % of peak forward, 63 % backward, A100',
    url: 'https://arxiv.org/abs/2307.08691',
  },
  reason: NOT_MEASURED,
};

const H100_SPEED: Known = {
  value: 561 / 648,
  unit: '1',
  provenance: 'paper',
  source: {
    title:
      'Shah et al., FlashAttention-3: Fast and Accurate Attention with Asynchrony and Low-precision',
    locator: 'figures 5 and 6: head dimension 128, 16k, no mask, 648 forward, 561 TFLOP/s backward',
    url: 'https://arxiv.org/abs/2407.08608',
  },
  range: [501 / 625, 561 / 648],
  reason: NOT_MEASURED,
};

const B200_SPEED: Known = {
  value: 1208.6 / 1418.1,
  unit: '1',
  provenance: 'measured',
  source: {
    title: 'Dao-AILab/flash-attention pull request 2280',
    locator: 'head dimension 128, causal, 8k: 1418.1 forward and 1208.6 TFLOP/s backward',
    url: 'https://github.com/Dao-AILab/flash-attention/pull/2280',
  },
  range: [1117.9 / 1418.1, 1359.8 / 1534.8],
  asOf: '2026-02-27',
  reason: NOT_MEASURED,
};

/** What papers and kernel authors report about the backward pass of attention. */
export const ATTENTION_BACKWARD: Readonly<Record<'a100' | 'h100' | 'b200', AttentionBackward>> = {
  a100: { workRatio: WORK_RATIO, speedRatio: A100_SPEED },
  h100: { workRatio: WORK_RATIO, speedRatio: H100_SPEED },
  b200: { workRatio: WORK_RATIO, speedRatio: B200_SPEED },
};
