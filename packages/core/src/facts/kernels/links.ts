import { GPUS } from '../gpus.ts';
import type { CollectiveFit, CollectiveKind, KernelFits } from './types.ts';

/** Collectives measured on one GPU, for another with the same die and other NVLink bandwidth. */
export function withLinks(
  measured: KernelFits['collectives'],
  from: string,
  to: string,
): KernelFits['collectives'] {
  const [have, want] = [GPUS[from], GPUS[to]].map((gpu) => gpu?.nvlinkBandwidth.value);
  if (!have || !want) throw new Error(`no NVLink bandwidth of ${from} and ${to}`);
  const scaled = (kind: CollectiveKind): CollectiveFit => ({
    ...measured[kind],
    bandwidth: {
      ...measured[kind].bandwidth,
      value: (measured[kind].bandwidth.value * want) / have,
      provenance: 'assumed',
      reason: `Not measured: that of ${from}, times the ratio of the NVLink bandwidths.`,
    },
  });
  return {
    allReduce: scaled('allReduce'),
    allGather: scaled('allGather'),
    reduceScatter: scaled('reduceScatter'),
    allToAll: scaled('allToAll'),
  };
}
