import { failed, type Known, ok, plain, type Refusal, type Result } from '../../base/index.ts';
import {
  type AttentionKernel,
  type DescribedGpu,
  type GemmFit,
  type GpuKernels,
  kernelsOf,
  NETWORK_FIT,
} from '../../facts/index.ts';
import { type JobKernels, peakName } from '../job.ts';
import type { Precision } from '../strategy.ts';

/** Kernels of a GPU for one precision, what they rest on, and what was borrowed from another GPU. */
export interface FoundKernels extends Pick<GpuKernels, 'standing' | 'borrowed' | 'doubt'> {
  readonly known: object;
  /** Time of the stack's attention relative to the measured one; empty if it is not fused. */
  readonly library: object;
}

/** Adding to fp32 sums reads (4 B) and writes (4 B) instead of writing bf16. */
const ACCUMULATED: Known = {
  value: 8,
  unit: 'B',
  provenance: 'method',
  reason: 'A gradient is added to its fp32 sum over micro-batches: read and written.',
};

/**
 * The kernels of a GPU, scaled to what the file types in place of its values, or what is not known
 * of it. In fp8 training attention stays in bf16.
 */
export function knownKernels(
  gpu: DescribedGpu,
  precision: Precision,
  library: AttentionKernel,
  hasExperts: boolean,
): Result<FoundKernels> {
  const described = kernelsOf(gpu, peakName(precision));
  if (!described) return unmeasured(`no kernels were measured on "${gpu.use}"`);
  const { fits, standing, borrowed, doubt } = described;
  const gemm = fits.gemm[precision];
  const attention = fits.attention.bf16;
  const moe = fits.moe[precision];
  if (!gemm) return unmeasured(`no ${precision} matrix products were measured on "${gpu.use}"`);
  if (!attention || !fits.attentionBackward || !fits.attentionLibraries || !fits.memory) {
    return unmeasured(`no attention was measured on "${gpu.use}"`);
  }
  if (hasExperts && !moe)
    return unmeasured(`no ${precision} experts were measured on "${gpu.use}"`);
  const weightGradient: GemmFit = { ...gemm, outputBytes: ACCUMULATED };
  const { collectives, attentionBackward, memory } = fits;
  const known = {
    gemm,
    weightGradient,
    attention,
    attentionBackward,
    collectives,
    network: NETWORK_FIT,
    memory,
    ...(hasExperts ? { moe } : {}),
  };
  const attentionLibrary = library === 'unfused' ? {} : fits.attentionLibraries[library];
  return ok({
    known,
    library: attentionLibrary,
    standing,
    borrowed,
    ...(doubt ? { doubt } : {}),
  });
}

function unmeasured(message: string): Refusal {
  return failed({ code: 'kernels.unmeasured', message });
}

/** The same as plain numbers. */
export function plainKernels({ known, library }: FoundKernels): JobKernels {
  const fused = Object.keys(library).length > 0;
  return plain({ ...known, ...(fused ? { attentionLibrary: library } : {}) }) as JobKernels;
}
