import type { Known } from '../../base/index.ts';

/** Streaming multiprocessors that are enabled in each GPU. */
export const SMS: Readonly<Record<'a100' | 'h100' | 'b200' | 'gb200', Known>> = {
  a100: {
    value: 108,
    unit: '1',
    provenance: 'datasheet',
    source: { title: 'NVIDIA A100 Tensor Core GPU Architecture', locator: 'Table 1' },
  },
  h100: {
    value: 132,
    unit: '1',
    provenance: 'datasheet',
    source: { title: 'NVIDIA H100 Tensor Core GPU Architecture', locator: 'Table 1, H100 SXM5' },
  },
  b200: {
    value: 148,
    unit: '1',
    provenance: 'paper',
    source: {
      title: "Chips and Cheese, Nvidia's B200: Keeping the CUDA Juggernaut Rolling",
      locator: '74 enabled SMs per die',
    },
    asOf: '2025-12-15',
  },
  gb200: {
    value: 152,
    unit: '1',
    provenance: 'assumed',
    range: [148, 152],
    reason:
      'Profiling notes name 152, some tables 148 as for the B200; the GEMM fit is the same within 0.1 % for both.',
  },
};
