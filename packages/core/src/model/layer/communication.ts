import type { Bytes, Recorder, Seconds } from '../../base/index.ts';
import type { CollectiveKind } from '../../facts/index.ts';
import { bandwidthNote, bandwidthWithin } from '../fabric/topology.ts';
import type { TrainingJob } from '../job.ts';
import { networkCollectiveTime, nvlinkCollectiveTime, ringHops } from '../kernels/index.ts';

/** What the ranks of one group send each other. */
interface Collective {
  readonly kind: CollectiveKind;
  /** The whole buffer as NCCL counts it. */
  readonly bytes: Bytes;
  /** Ranks in the group. */
  readonly gpus: number;
  /** Ranks between two neighbours of the group. */
  readonly inner: number;
}

/** Formulas for the size of a message and of its group, for their notes. */
export interface CollectiveFormulas {
  readonly label: string;
  readonly bytes: string;
  readonly gpus: string;
  readonly inner: string;
}

const HOPS = {
  allToAll: '1',
  allGather: 'ceil(gpus / local) - 1',
  reduceScatter: 'ceil(gpus / local) - 1',
  allReduce: '2 * (ceil(gpus / local) - 1)',
} as const satisfies Readonly<Record<CollectiveKind, string>>;

/**
 * Time of one collective among `gpus` ranks with `inner` other ranks between neighbours: the slower
 * of its NVLink part and its network part, which run at the same time. Ranks fill NVLink domains in
 * the order tensor, context, data parallelism (Megatron's rank order).
 */
export function collectiveTime(
  job: TrainingJob,
  { kind, bytes, gpus, inner }: Collective,
  rec?: Recorder,
  formulas?: CollectiveFormulas,
): Seconds {
  const { kernels, hardware } = job;
  const local = Math.max(1, Math.min(gpus, Math.floor(hardware.nvlinkDomain / inner)));
  const hops = kind === 'allToAll' ? 1 : ringHops(kind, Math.ceil(gpus / local));
  const span = gpus * inner;
  let scope: Recorder | undefined;
  if (rec && formulas) {
    const nic = bandwidthNote(hardware.network, span);
    scope = noteGroup(rec, formulas, kind, { bytes, gpus, local, hops, nic });
  }
  const inside = nvlinkCollectiveTime(
    bytes,
    local,
    kernels.collectives[kind],
    scope?.within('nvlink', {
      gpus: scope.id('local'),
      fit: `kernels.collectives.${kind}`,
    }),
  );
  const between = networkCollectiveTime(
    { kind, bytes, gpus, local, hops, nic: bandwidthWithin(hardware.network, span) },
    kernels.network,
    scope?.within('network'),
  );
  const time = Math.max(inside, between);
  scope?.derive('time', {
    label: formulas?.label ?? kind,
    unit: 'ms',
    value: time,
    formula: 'max(nvlink.time, network.time)',
    reason: 'NVLink and network work at the same time; the slower one counts.',
  });
  return time;
}

function noteGroup(
  rec: Recorder,
  formulas: CollectiveFormulas,
  kind: CollectiveKind,
  values: {
    readonly bytes: number;
    readonly gpus: number;
    readonly local: number;
    readonly hops: number;
    /** The note of the network's bandwidth. */
    readonly nic: string;
  },
): Recorder {
  rec.derive('bytes', {
    label: 'Size of the buffer',
    unit: 'MB',
    value: values.bytes,
    formula: formulas.bytes,
  });
  rec.derive('gpus', {
    label: 'GPUs of the group',
    unit: 'GPU',
    value: values.gpus,
    formula: formulas.gpus,
  });
  rec.derive('local', {
    label: 'GPUs of the group in one NVLink domain',
    unit: 'GPU',
    value: values.local,
    formula: `max(1, min(gpus, floor(hardware.nvlinkDomain / (${formulas.inner}))))`,
  });
  rec.derive('hops', {
    label: 'Messages between nodes in a row',
    unit: '1',
    value: values.hops,
    formula: HOPS[kind],
  });
  return rec.within('', {
    bytes: rec.id('bytes'),
    gpus: rec.id('gpus'),
    local: rec.id('local'),
    hops: rec.id('hops'),
    nic: values.nic,
    fit: 'kernels.network',
  });
}
