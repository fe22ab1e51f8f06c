import type { Known } from '../../base/index.ts';
import { atPower } from './at-power.ts';
import { derivedExperts } from './derived-experts.ts';
import { KERNEL_FITS } from './fits.ts';
import { withLinks } from './links.ts';
import type { KernelFits } from './types.ts';

/** The kernel constants that stand for a GPU, and what was borrowed from a sibling with the same die. */
export interface GpuKernels {
  readonly fits: KernelFits;
  readonly borrowed: readonly string[];
}

const { a100, h100, h200, b200, gb200 } = KERNEL_FITS;

const NO_EXPERTS =
  'Experts on Blackwell were not measured: they run at the rates of its dense products, with the memory traffic of the H100';
const B200: KernelFits = { ...b200, moe: derivedExperts(b200, h100) };
const GB200: KernelFits = {
  ...gb200,
  attention: b200.attention,
  moe: derivedExperts(gb200, h100),
  ...(b200.attentionBackward ? { attentionBackward: b200.attentionBackward } : {}),
  ...(b200.attentionLibraries ? { attentionLibraries: b200.attentionLibraries } : {}),
};
/** Blackwell Ultra does the exponentials of softmax twice as fast as Blackwell. */
const ULTRA: Known = {
  value: 2,
  unit: '1',
  provenance: 'datasheet',
  source: {
    title: 'NVIDIA, Inside NVIDIA Blackwell Ultra',
    locator: 'twice the attention-layer acceleration of Blackwell',
  },
};
const SAME: Known = { value: 1, unit: '1', provenance: 'method', reason: 'The same die.' };

const KERNELS: Readonly<Record<string, GpuKernels>> = {
  'h100-sxm': { fits: h100, borrowed: [] },
  'h200-sxm': {
    fits: { ...h100, collectives: h200.collectives },
    borrowed: ['H200 kernels are those measured on the H100, whose die it shares'],
  },
  'h800-sxm': {
    fits: { ...h100, collectives: withLinks(h100.collectives, 'h100-sxm', 'h800-sxm') },
    borrowed: [
      'H800 kernels are those measured on the H100, whose die it shares; its collectives are slower as its NVLink is',
    ],
  },
  'h100-96gb-500w': {
    fits: atPower(h100, { from: 'h100-sxm', to: 'h100-96gb-500w', softmax: SAME }),
    borrowed: [
      'H100 96 GB kernels are those measured on the H100 of 700 W, slower as its power limit and its memory are',
    ],
  },
  'a100-sxm-80gb': { fits: a100, borrowed: [] },
  'a100-sxm-40gb': {
    fits: a100,
    borrowed: ['A100 40 GB kernels are those measured on the A100 80 GB, whose memory is faster'],
  },
  'b200-sxm': { fits: B200, borrowed: [NO_EXPERTS] },
  'b300-sxm': {
    fits: atPower(B200, { from: 'b200-sxm', to: 'b300-sxm', softmax: ULTRA }),
    borrowed: [
      'B300 kernels are those measured on the B200, faster as its power limit is higher, with softmax twice as fast by data sheet',
      NO_EXPERTS,
    ],
  },
  gb200: {
    fits: GB200,
    borrowed: ['GB200 attention is that measured on the B200', NO_EXPERTS],
  },
  gb300: {
    fits: atPower(GB200, { from: 'gb200', to: 'gb300', softmax: ULTRA }),
    borrowed: [
      'GB300 kernels are those measured on the GB200 and, for attention, the B200, faster as its power limit is higher, with softmax twice as fast by data sheet',
      NO_EXPERTS,
    ],
  },
};

/** Measured kernels of a GPU of the catalogue; undefined where none were measured. */
export function kernelsFor(gpu: string): GpuKernels | undefined {
  return Object.hasOwn(KERNELS, gpu) ? KERNELS[gpu] : undefined;
}
