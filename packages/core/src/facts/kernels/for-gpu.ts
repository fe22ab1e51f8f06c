import { KERNEL_FITS } from './fits.ts';
import type { KernelFits } from './types.ts';

/** The kernel constants that stand for a GPU, and what was borrowed from a sibling with the same die. */
export interface GpuKernels {
  readonly fits: KernelFits;
  readonly borrowed: readonly string[];
}

const { a100, h100, h200, b200, gb200 } = KERNEL_FITS;

const KERNELS: Readonly<Record<string, GpuKernels>> = {
  'h100-sxm': { fits: h100, borrowed: [] },
  'h200-sxm': {
    fits: { ...h100, collectives: h200.collectives },
    borrowed: ['H200 kernels are those measured on the H100, whose die it shares'],
  },
  'a100-sxm-80gb': { fits: a100, borrowed: [] },
  'a100-sxm-40gb': {
    fits: a100,
    borrowed: ['A100 40 GB kernels are those measured on the A100 80 GB, whose memory is faster'],
  },
  'b200-sxm': { fits: b200, borrowed: [] },
  gb200: {
    fits: {
      ...gb200,
      attention: b200.attention,
      ...(b200.attentionBackward ? { attentionBackward: b200.attentionBackward } : {}),
    },
    borrowed: ['GB200 attention is that measured on the B200'],
  },
};

/** Measured kernels of a GPU of the catalogue; undefined where nobody measured any. */
export function kernelsFor(gpu: string): GpuKernels | undefined {
  return Object.hasOwn(KERNELS, gpu) ? KERNELS[gpu] : undefined;
}
