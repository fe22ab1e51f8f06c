import { ATTENTION_FITS } from './attention.ts';
import { ATTENTION_BACKWARD } from './attention-backward.ts';
import { ATTENTION_LIBRARIES } from './attention-library.ts';
import { COLLECTIVE_FITS } from './collective.ts';
import { GEMM_FITS } from './gemm.ts';
import { MEMORY_FITS } from './memory-bound.ts';
import { MOE_FITS } from './moe.ts';
import type { KernelFits, KernelGpu } from './types.ts';

/**
 * Constants of the kernel-time models, per GPU. A missing part was not measured on that GPU; nothing
 * stands in for it silently.
 */
export const KERNEL_FITS: Readonly<Record<KernelGpu, KernelFits>> = {
  a100: {
    gemm: GEMM_FITS.a100,
    attention: ATTENTION_FITS.a100,
    attentionBackward: ATTENTION_BACKWARD.a100,
    attentionLibraries: ATTENTION_LIBRARIES.a100,
    collectives: COLLECTIVE_FITS.a100,
    moe: MOE_FITS.a100,
    memory: MEMORY_FITS.a100,
  },
  h100: {
    gemm: GEMM_FITS.h100,
    attention: ATTENTION_FITS.h100,
    attentionBackward: ATTENTION_BACKWARD.h100,
    attentionLibraries: ATTENTION_LIBRARIES.h100,
    collectives: COLLECTIVE_FITS.h100,
    moe: MOE_FITS.h100,
    memory: MEMORY_FITS.h100,
  },
  h200: { gemm: {}, attention: {}, collectives: COLLECTIVE_FITS.h200, moe: {} },
  b200: {
    gemm: GEMM_FITS.b200,
    attention: ATTENTION_FITS.b200,
    attentionBackward: ATTENTION_BACKWARD.b200,
    attentionLibraries: ATTENTION_LIBRARIES.b200,
    collectives: COLLECTIVE_FITS.b200,
    moe: {},
    memory: MEMORY_FITS.b200,
  },
  gb200: {
    gemm: GEMM_FITS.gb200,
    attention: {},
    collectives: COLLECTIVE_FITS.gb200,
    moe: {},
    memory: MEMORY_FITS.gb200,
  },
};
