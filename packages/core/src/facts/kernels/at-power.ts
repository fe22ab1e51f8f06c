import type { Known } from '../../base/index.ts';
import { GPUS } from '../gpus.ts';
import type { AttentionFit, GemmFit, KernelFits, MemoryFit } from './types.ts';

/** What is faster on a GPU than on the sibling whose kernels stand for it. */
interface Against {
  readonly from: string;
  readonly to: string;
  /** How many times as fast its softmax is; 1 for the same. */
  readonly softmax: Known;
}

/**
 * Kernels measured on one GPU, for another with the same die at another power limit: matrix products
 * under load run as fast as the power limit lets them, memory as fast as it is.
 *
 * @throws Error where a GPU is not in the catalogue: a mistake of this table
 */
export function atPower(measured: KernelFits, against: Against): KernelFits {
  const [have, want] = [GPUS[against.from], GPUS[against.to]];
  if (!have || !want) throw new Error(`no GPU ${against.from} or ${against.to}`);
  const power = want.tdp.value / have.tdp.value;
  const memory = want.memoryBandwidth.value / have.memoryBandwidth.value;
  const because = (what: string) =>
    `Not measured: that of ${have.label}, times the ratio of the ${what}.`;
  const scale = (known: Known, ratio: number, what: string): Known =>
    ratio === 1
      ? known
      : {
          ...known,
          value: known.value * ratio,
          provenance: 'assumed',
          reason: because(what),
        };
  const powered = (known: Known) => scale(known, power, 'power limits');
  const streamed = (known: Known) => scale(known, memory, 'memory bandwidths');
  const gemm = (fit: GemmFit): GemmFit => ({
    ...fit,
    rate: powered(fit.rate),
    bandwidth: streamed(fit.bandwidth),
    castBandwidth: streamed(fit.castBandwidth),
  });
  const attention = (fit: AttentionFit): AttentionFit => ({
    ...fit,
    rate: powered(fit.rate),
    softmax: scale(fit.softmax, 1 / (power * against.softmax.value), 'power limits and softmax'),
    bandwidth: streamed(fit.bandwidth),
  });
  const stream = (fit: MemoryFit): MemoryFit => ({ ...fit, bandwidth: streamed(fit.bandwidth) });
  return {
    ...measured,
    gemm: mapValues(measured.gemm, gemm),
    attention: mapValues(measured.attention, attention),
    moe: mapValues(measured.moe, (fit) => ({
      ...fit,
      gemm: gemm(fit.gemm),
      sustained: powered(fit.sustained),
      bandwidth: streamed(fit.bandwidth),
    })),
    ...(measured.memory ? { memory: stream(measured.memory) } : {}),
  };
}

function mapValues<Key extends string, T>(
  record: Readonly<Partial<Record<Key, T>>>,
  change: (value: T) => T,
): Partial<Record<Key, T>> {
  const entries = Object.entries(record) as [Key, T][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)])) as Partial<
    Record<Key, T>
  >;
}
