import type { Bytes, BytesPerSecond, Plain, Recorder, Seconds } from '../../base/index.ts';
import type { CollectiveKind, NetworkFit } from '../../facts/index.ts';

/** A collective between nodes. */
export interface NetworkCollective {
  readonly kind: CollectiveKind;
  /** The whole buffer as NCCL counts it. */
  readonly bytes: Bytes;
  readonly gpus: number;
  /** GPUs of the group on one node. */
  readonly local: number;
  /** The longest chain of messages between nodes (`ringHops`). */
  readonly hops: number;
  /** Network bandwidth of each GPU, one direction. */
  readonly nic: BytesPerSecond;
}

/**
 * Network time of a collective among `gpus` GPUs of which `local` share each node. Rings and trees spread
 * their traffic over all NICs of a node; in an all-to-all each GPU sends through its own. The part inside the
 * node runs at the same time: the larger of the two counts.
 *
 * With a recorder it writes the note `time`; the scope must hold the aliases `bytes`, `gpus`, `local`,
 * `hops`, `nic` and `fit`.
 */
export function networkCollectiveTime(
  { kind, bytes, gpus, local, hops, nic }: NetworkCollective,
  fit: Plain<NetworkFit>,
  rec?: Recorder,
): Seconds {
  if (gpus <= local || bytes <= 0) {
    if (rec) explain(rec, 0, '0 * fit.baseLatency');
    return 0;
  }
  const latency = fit.baseLatency + hops * fit.hopLatency;
  let transfer: number;
  if (kind === 'allToAll') transfer = (bytes * (gpus - local)) / gpus / (nic * fit.efficiency);
  else if (kind === 'allReduce')
    transfer = (2 * bytes * (gpus - 1)) / gpus / (local * nic * fit.efficiency);
  else transfer = (bytes * (gpus - 1)) / gpus / (local * nic * fit.efficiency);
  const time = latency + transfer;
  if (rec) explain(rec, time, `fit.baseLatency + hops * fit.hopLatency + ${FORMULAS[kind]}`);
  return time;
}

/** Consecutive messages in a ring over `nodes` nodes: once around, twice for all-reduce. */
export function ringHops(kind: CollectiveKind, nodes: number): number {
  if (nodes <= 1) return 0;
  return kind === 'allReduce' ? 2 * (nodes - 1) : nodes - 1;
}

const GATHER = 'bytes * (gpus - 1) / gpus / (local * nic * fit.efficiency)';
const FORMULAS: Readonly<Record<CollectiveKind, string>> = {
  allReduce: `2 * ${GATHER}`,
  allGather: GATHER,
  reduceScatter: GATHER,
  allToAll: 'bytes * (gpus - local) / gpus / (nic * fit.efficiency)',
};

function explain(rec: Recorder, value: number, formula: string): void {
  rec.derive('time', { label: 'Network time of the collective', unit: 'ms', value, formula });
}
