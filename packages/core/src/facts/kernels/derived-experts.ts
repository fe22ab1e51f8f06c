import type { Known } from '../../base/index.ts';
import { sustainedBy } from './fitted.ts';
import type { GemmFit, KernelDtype, KernelFits, MemoryFit, MoeFit } from './types.ts';

/** The precision of the measured experts whose traffic, routing and launch stand for another's. */
const LIKE: Readonly<Record<KernelDtype, 'bf16' | 'fp8' | 'fp8-block'>> = {
  bf16: 'bf16',
  fp8: 'fp8',
  'fp8-block': 'fp8-block',
  mxfp8: 'fp8-block',
  nvfp4: 'fp8-block',
};

/**
 * Experts of a GPU on which none were measured: grouped products at the rates of its dense ones, and
 * the rest as measured on `measured`, sped up with the memory. For the H100 itself this gives times
 * within a tenth of those measured (median; see validation/kernels/moe-derived.md).
 */
export function derivedExperts(
  gpu: Pick<KernelFits, 'gemm' | 'memory'>,
  measured: Pick<KernelFits, 'moe' | 'memory'>,
): Readonly<Partial<Record<KernelDtype, MoeFit>>> {
  const { memory } = gpu;
  if (!memory || !measured.memory) return {};
  const faster = memory.bandwidth.value / measured.memory.bandwidth.value;
  const derived: Partial<Record<KernelDtype, MoeFit>> = {};
  for (const [dtype, dense] of Object.entries(gpu.gemm) as [KernelDtype, GemmFit][]) {
    const like = measured.moe[LIKE[dtype]];
    const launch = gpu.gemm.bf16?.launch;
    if (like && launch) derived[dtype] = derive(dense, memory, like, faster, launch);
  }
  return derived;
}

function derive(
  dense: GemmFit,
  memory: MemoryFit,
  like: MoeFit,
  faster: number,
  launch: Known,
): MoeFit {
  return {
    ...like,
    gemm: {
      ...dense,
      bandwidth: memory.bandwidth,
      launch,
      castBytes: { ...NO_CAST, value: 0 },
      measured: like.gemm.measured,
      error: like.error,
    },
    sustained: sustainedBy(dense),
    tokenBytes: { ...like.tokenBytes, ...TAKEN_OVER },
    routing: { ...like.routing, ...TAKEN_OVER },
    launch: { ...like.launch, ...TAKEN_OVER },
    bandwidth: {
      ...like.bandwidth,
      value: like.bandwidth.value * faster,
      provenance: 'assumed',
      reason: 'No experts were measured on this GPU: those of the H100, faster as the memory is.',
    },
  };
}

const TAKEN_OVER = {
  provenance: 'assumed',
  reason: 'No experts were measured on this GPU: as on the H100.',
} as const;
const NO_CAST = {
  unit: 'B',
  provenance: 'method',
  reason: 'Casting is part of the traffic around the products.',
} as const;
