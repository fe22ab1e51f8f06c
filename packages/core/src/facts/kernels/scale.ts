import { type Known, showQuantity } from '../../base/index.ts';
import type { GpuSpec } from '../gpus.ts';
import type {
  AttentionFit,
  CollectiveFit,
  GemmFit,
  KernelDtype,
  KernelFits,
  MemoryFit,
  MoeFit,
} from './types.ts';

/** The figures of a GPU that kernels depend on, from its data sheet or from a file. */
export type Silicon = Pick<
  GpuSpec,
  | 'label'
  | 'bf16'
  | 'fp8'
  | 'memoryBandwidth'
  | 'nvlinkBandwidth'
  | 'tdp'
  | 'streamingMultiprocessors'
>;

interface ScaleOptions {
  /** Whether a higher power limit makes products faster, as in silicon that is sold with it. */
  readonly raised?: boolean;
  /** How many times as fast softmax is for its products; 1 where left out. */
  readonly softmax?: number;
}

/** A factor, and in words the two figures of which it is the ratio. */
interface Ratio {
  readonly value: number;
  readonly of: string;
}

/** The ratios of one GPU to the one that was measured. */
interface Ratios {
  readonly peaks: Readonly<Record<'bf16' | 'fp8', Ratio | undefined>>;
  readonly power: Ratio;
  readonly memory: Ratio;
  readonly links: Ratio;
  readonly raised: boolean;
}

/**
 * Kernels measured on one GPU, for another: the roofline of the first stretched to that of the second.
 * Products and softmax follow the dense peak of their precision, and a power limit that falls further
 * than the peak does; streams follow the memory, collectives the links inside a node. Launches and
 * latencies stay. A value that none of these changes is the very one that was measured.
 *
 * Products go in proportion to a lower power limit: see decision 16. A higher one changes nothing
 * but for silicon that is sold with it.
 */
export function scaleKernels(
  measured: KernelFits,
  from: Silicon,
  to: Silicon,
  { raised = false, softmax = 1 }: ScaleOptions = {},
): KernelFits {
  const ratios: Ratios = {
    peaks: {
      bf16: ratioOf('dense bf16 peaks', from.bf16, to.bf16),
      fp8: from.fp8 && to.fp8 && ratioOf('dense fp8 peaks', from.fp8, to.fp8),
    },
    power: ratioOf('power limits', from.tdp, to.tdp),
    memory: ratioOf('memory bandwidths', from.memoryBandwidth, to.memoryBandwidth),
    links: ratioOf('bandwidths of the links in a node', from.nvlinkBandwidth, to.nvlinkBandwidth),
    raised,
  };
  const scale = scalerOf(from.label);
  const sms = smsOf(from, to);
  const gemm = (fit: GemmFit, dtype: KernelDtype): GemmFit => ({
    ...fit,
    ...sms,
    rate: scale(fit.rate, ...ratesOf(ratios, dtype)),
    bandwidth: scale(fit.bandwidth, ratios.memory),
    castBandwidth: scale(fit.castBandwidth, ratios.memory),
  });
  const attention = (fit: AttentionFit, dtype: KernelDtype): AttentionFit => {
    const rates = ratesOf(ratios, dtype);
    const exponentials = softmax === 1 ? rates : [...rates, { value: softmax, of: 'softmax' }];
    return {
      ...fit,
      ...sms,
      rate: scale(fit.rate, ...rates),
      softmax: scale(fit.softmax, inverse(exponentials)),
      perRow: scale(fit.perRow, inverse(peakOf(ratios, dtype))),
      bandwidth: scale(fit.bandwidth, ratios.memory),
    };
  };
  const moe = (fit: MoeFit, dtype: KernelDtype): MoeFit => ({
    ...fit,
    gemm: gemm(fit.gemm, dtype),
    sustained: scale(fit.sustained, ...ratesOf(ratios, dtype)),
    bandwidth: scale(fit.bandwidth, ratios.memory),
  });
  const stream = (fit: MemoryFit): MemoryFit => ({
    ...fit,
    bandwidth: scale(fit.bandwidth, ratios.memory),
  });
  const collective = (fit: CollectiveFit): CollectiveFit => ({
    ...fit,
    bandwidth: scale(fit.bandwidth, ratios.links),
  });
  return {
    ...measured,
    gemm: mapValues(measured.gemm, gemm),
    attention: mapValues(measured.attention, attention),
    moe: mapValues(measured.moe, moe),
    collectives: mapAll(measured.collectives, collective),
    ...(measured.memory ? { memory: stream(measured.memory) } : {}),
  };
}

function ratioOf(of: string, from: Known, to: Known): Ratio {
  const show = ({ value, unit }: Known) => showQuantity(value, unit, { digits: 5 });
  return { value: to.value / from.value, of: `${show(to)} / ${show(from)}, the ${of}` };
}

/** Block-scaled types have the tensor cores of fp8. */
function peakOf({ peaks }: Ratios, dtype: KernelDtype): readonly Ratio[] {
  const peak = dtype === 'bf16' ? peaks.bf16 : peaks.fp8;
  return peak ? [peak] : [];
}

/**
 * What the rate of products goes by: the peak, and the power limit as far as it falls below the
 * peak's: silicon with less to feed does not need the power of that with more.
 */
function ratesOf(ratios: Ratios, dtype: KernelDtype): readonly Ratio[] {
  const peaks = peakOf(ratios, dtype);
  const needed = Math.min(1, ...peaks.map(({ value }) => value));
  const { value, of } = ratios.power;
  const power = ratios.raised ? value / needed : Math.min(1, value / needed);
  if (power === 1) return peaks;
  return [...peaks, { value: power, of: needed < 1 ? `${of} over those peaks` : of }];
}

function inverse(ratios: readonly Ratio[]): Ratio {
  return {
    value: 1 / ratios.reduce((product, { value }) => product * value, 1),
    of: `one over ${wordsOf(ratios)}`,
  };
}

const wordsOf = (ratios: readonly Ratio[]) =>
  ratios
    .filter(({ value }) => value !== 1)
    .map(({ of }) => of)
    .join(', and ');

/** Multiplies a constant by ratios and adds this to its reason. */
function scalerOf(label: string) {
  return (known: Known, ...ratios: readonly Ratio[]): Known => {
    const factor = ratios.reduce((product, { value }) => product * value, 1);
    if (factor === 1 || known.value === 0) return known;
    const before = known.provenance === 'assumed' && known.reason ? ` ${known.reason}` : '';
    return {
      ...known,
      value: known.value * factor,
      provenance: 'assumed',
      reason: `Not measured: that of ${label} times ${wordsOf(ratios)}.${before}`,
    };
  };
}

/** The streaming multiprocessors of a GPU, if their number differs. */
function smsOf(from: Silicon, to: Silicon): { readonly sms?: Known } {
  const [have, want] = [from.streamingMultiprocessors, to.streamingMultiprocessors];
  return want && want.value !== have?.value ? { sms: want } : {};
}

function mapValues<Key extends string, T>(
  record: Readonly<Partial<Record<Key, T>>>,
  change: (value: T, key: Key) => T,
): Partial<Record<Key, T>> {
  const entries = Object.entries(record) as [Key, T][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value, key)])) as Partial<
    Record<Key, T>
  >;
}

function mapAll<Key extends string, T>(
  record: Readonly<Record<Key, T>>,
  change: (value: T) => T,
): Record<Key, T> {
  return mapValues(record, change) as Record<Key, T>;
}
