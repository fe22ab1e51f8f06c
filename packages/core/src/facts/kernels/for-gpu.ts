import type { Known } from '../../base/index.ts';
import { GPUS, type GpuSpec } from '../gpus.ts';
import { derivedExperts } from './derived-experts.ts';
import { combined, doubtOf, KERNEL_DOUBTS } from './doubt.ts';
import { KERNEL_FITS } from './fits.ts';
import { PROCESSOR_KERNELS } from './processor.ts';
import { type Silicon, scaleKernels } from './scale.ts';
import type { KernelDtype, KernelFits } from './types.ts';

/**
 * What kernels rest on: measurements on the GPU itself, on a sibling with the same die, or figures of
 * a data sheet to which those of another GPU were scaled.
 */
export type KernelStanding = 'measured' | 'sibling' | 'scaled';

/** The kernel constants that stand for a GPU, and what was borrowed from another. */
export interface GpuKernels {
  readonly fits: KernelFits;
  readonly standing: KernelStanding;
  readonly borrowed: readonly string[];
  /** A factor of 1 on the step time with a range; absent where the backtest holds the GPU. */
  readonly doubt?: Known;
  /** What is left of the doubt once a file types the rate of products and of memory, as measured. */
  readonly measuredDoubt?: Known;
}

/** A GPU as a file describes it: an entry of the catalogue, and the values that replace its own. */
export type DescribedGpu = Silicon & { readonly use: string };

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
/**
 * Blackwell Ultra does the exponentials of softmax twice as fast as Blackwell: "twice the
 * attention-layer acceleration" (NVIDIA, Inside NVIDIA Blackwell Ultra).
 */
const ULTRA = { raised: true, softmax: 2 };

/** The GPU of the catalogue; its tables name each other. */
function named(gpu: string): GpuSpec {
  const spec = GPUS[gpu];
  if (!spec) throw new Error(`no GPU ${gpu}`);
  return spec;
}

/** A measured GPU of the catalogue, and its kernels. */
type Measured = readonly [gpu: string, fits: KernelFits];

/** Kernels for a GPU that differs from a measured one of the same die in one figure. */
function sibling(
  gpu: string,
  [from, fits]: Measured,
  own: keyof Silicon,
  { borrowed, doubt }: { readonly borrowed: string; readonly doubt?: Known },
): GpuKernels {
  const measured = named(from);
  return {
    fits: scaleKernels(fits, measured, { ...measured, [own]: named(gpu)[own] }),
    standing: 'sibling',
    borrowed: [doubt ? `${borrowed}; ${spread(doubt)}` : borrowed],
    ...(doubt ? { doubt } : {}),
  };
}

/** Kernels for silicon on which none were measured, in the precisions that its tensor cores share. */
function unmeasured(
  gpu: string,
  [from, fits]: Measured,
  doubt: Known,
  precisions: readonly KernelDtype[],
): GpuKernels {
  const shared = <T extends object>(of: T): T =>
    Object.fromEntries(
      Object.entries(of).filter(([dtype]) => precisions.some((each) => each === dtype)),
    ) as T;
  const scaled = scaleKernels(fits, named(from), named(gpu));
  return {
    fits: { ...scaled, gemm: shared(scaled.gemm), moe: shared(scaled.moe) },
    standing: 'scaled',
    borrowed: [
      `No kernels were measured on ${named(gpu).label}: those of ${named(from).label} stand for it, scaled by data sheet; ${spread(doubt)}`,
    ],
    doubt,
  };
}

function spread({ range }: Known): string {
  const [low, high] = (range ?? [1, 1]).map((end) => end.toPrecision(2));
  return `a step may take ${low} to ${high} times as long`;
}

const SAME_DIE = KERNEL_DOUBTS.sameDie;
const H100: Measured = ['h100-sxm', h100];
const A100: Measured = ['a100-sxm-80gb', a100];
const GRACE_HOPPER = {
  borrowed:
    'GH200 kernels are those measured on the H100, whose die it shares, with its faster memory',
  doubt: SAME_DIE,
};
const TENSOR_CORES = ['bf16', 'fp8'] as const;

const KERNELS: Readonly<Record<string, GpuKernels>> = {
  'h100-sxm': { fits: h100, standing: 'measured', borrowed: [] },
  'h200-sxm': {
    fits: { ...h100, collectives: h200.collectives },
    standing: 'sibling',
    borrowed: ['H200 kernels are those measured on the H100, whose die it shares'],
  },
  'h800-sxm': sibling('h800-sxm', H100, 'nvlinkBandwidth', {
    borrowed:
      'H800 kernels are those measured on the H100, whose die it shares; its collectives are slower as its NVLink is',
  }),
  'h100-96gb-500w': {
    fits: scaleKernels(h100, named('h100-sxm'), named('h100-96gb-500w')),
    standing: 'sibling',
    borrowed: [
      'H100 96 GB kernels are those measured on the H100 of 700 W, slower as its power limit and its memory are',
    ],
  },
  gh200: sibling('gh200', H100, 'memoryBandwidth', GRACE_HOPPER),
  'gh200-144gb': sibling('gh200-144gb', H100, 'memoryBandwidth', GRACE_HOPPER),
  'h20-sxm': unmeasured('h20-sxm', H100, KERNEL_DOUBTS.sameMaker, TENSOR_CORES),
  'a100-sxm-80gb': { fits: a100, standing: 'measured', borrowed: [] },
  'a100-sxm-40gb': {
    fits: a100,
    standing: 'sibling',
    borrowed: ['A100 40 GB kernels are those measured on the A100 80 GB, whose memory is faster'],
  },
  'a800-sxm-80gb': sibling('a800-sxm-80gb', A100, 'nvlinkBandwidth', {
    borrowed:
      'A800 kernels are those measured on the A100, whose die it shares; its collectives are slower as its NVLink is',
    doubt: SAME_DIE,
  }),
  'b200-sxm': { fits: B200, standing: 'measured', borrowed: [NO_EXPERTS] },
  'b300-sxm': {
    fits: scaleKernels(B200, named('b200-sxm'), named('b300-sxm'), ULTRA),
    standing: 'sibling',
    borrowed: [
      'B300 kernels are those measured on the B200, faster as its power limit is higher, with softmax twice as fast by data sheet',
      NO_EXPERTS,
    ],
  },
  gb200: {
    fits: GB200,
    standing: 'measured',
    borrowed: ['GB200 attention is that measured on the B200', NO_EXPERTS],
  },
  gb300: {
    fits: scaleKernels(GB200, named('gb200'), named('gb300'), ULTRA),
    standing: 'sibling',
    borrowed: [
      'GB300 kernels are those measured on the GB200 and, for attention, the B200, faster as its power limit is higher, with softmax twice as fast by data sheet',
      NO_EXPERTS,
    ],
  },
  // Transformer Engine has no MXFP8 for the tensor cores of this die.
  'rtx-pro-6000': unmeasured(
    'rtx-pro-6000',
    ['b200-sxm', B200],
    KERNEL_DOUBTS.otherSilicon,
    TENSOR_CORES,
  ),
  mi300x: unmeasured('mi300x', H100, KERNEL_DOUBTS.otherSilicon, TENSOR_CORES),
  mi325x: unmeasured('mi325x', H100, KERNEL_DOUBTS.otherSilicon, TENSOR_CORES),
  mi355x: unmeasured('mi355x', ['b200-sxm', B200], KERNEL_DOUBTS.otherSilicon, [
    ...TENSOR_CORES,
    'mxfp8',
  ]),
  'this-machine': {
    fits: PROCESSOR_KERNELS,
    standing: 'scaled',
    borrowed: [
      `This machine was not measured: the processor of another stands for it; ${spread(KERNEL_DOUBTS.anyProcessor)}. "gigafactory calibrate" measures it`,
    ],
    doubt: KERNEL_DOUBTS.anyProcessor,
    measuredDoubt: KERNEL_DOUBTS.measuredProcessor,
  },
};

/** Kernels of a GPU of the catalogue; undefined for a name that it does not have. */
export function kernelsFor(gpu: string): GpuKernels | undefined {
  return Object.hasOwn(KERNELS, gpu) ? KERNELS[gpu] : undefined;
}

/**
 * Kernels of a GPU as a file describes it, for products that run at the named peak: those of the
 * catalogue entry, scaled to what the file types in place of its values. An entry taken as it is has
 * the very kernels of `kernelsFor`.
 */
export function kernelsOf(gpu: DescribedGpu, peak: 'bf16' | 'fp8'): GpuKernels | undefined {
  const entry = kernelsFor(gpu.use);
  const spec = GPUS[gpu.use];
  if (!entry || !spec) return undefined;
  const { measuredDoubt } = entry;
  // What a file gives has a place there, even if it is no other number.
  if (measuredDoubt && gpu.bf16.at && gpu.memoryBandwidth.at) {
    return {
      fits: scaleKernels(entry.fits, spec, gpu),
      standing: 'scaled',
      borrowed: [
        `The kernels are those of a processor, scaled to what was measured of this one; ${spread(measuredDoubt)}`,
      ],
      doubt: measuredDoubt,
    };
  }
  const typed = typedIn(spec, gpu, peak);
  if (typed.length === 0) return entry;
  const own = doubtOf(spec, gpu);
  const doubt = entry.doubt ? combined(own, entry.doubt) : own;
  return {
    fits: scaleKernels(entry.fits, spec, gpu),
    standing: 'scaled',
    borrowed: [
      ...entry.borrowed,
      `The file changes ${typed.join(', ')} of ${spec.label}: its kernels are scaled to that; ${spread(doubt)}`,
    ],
    doubt,
  };
}

/** The changed values that affect kernels. A higher power limit makes nothing faster. */
function typedIn(spec: GpuSpec, gpu: Silicon, peak: 'bf16' | 'fp8'): string[] {
  const fields = [
    'memoryBandwidth',
    'nvlinkBandwidth',
    'streamingMultiprocessors',
    'bf16',
  ] as const;
  const changed: string[] = fields.filter(
    (field) => gpu[field] !== undefined && gpu[field].value !== spec[field]?.value,
  );
  if (peak === 'fp8' && gpu.fp8?.value !== spec.fp8?.value) changed.push('fp8');
  if (gpu.tdp.value < spec.tdp.value) changed.push('tdp');
  return changed;
}
