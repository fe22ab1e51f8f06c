/** How the tiers of a fabric are joined. */
export type FabricKind = 'clos';

/** What switches of a tier are called, from the nodes up. */
export type TierName = 'leaf' | 'spine' | 'core';

/** One tier of switches, in one plane of a fabric. */
export interface FabricTier {
  readonly name: TierName;
  readonly switches: number;
  /** Ports of one switch. */
  readonly ports: number;
  /** Links down: to the tier below, or to the nodes. */
  readonly links: number;
  /** Of one of these links, one direction, B/s. */
  readonly linkBandwidth: number;
  /** Nodes in a row that reach each other without going higher; the last row may be shorter. */
  readonly reach: number;
  /** Switches that such a row of nodes has in this tier. */
  readonly switchesPerReach: number;
  /** Bandwidth down over bandwidth up: 1 where all may go higher at full speed, and at the top. */
  readonly oversubscription: number;
}

/** A fabric as data: all that plan, step model, twin and console know of its shape. */
export interface FabricTopology {
  readonly kind: FabricKind;
  /** Network cards of a node, each on a rail of its own. */
  readonly rails: number;
  /** Copies of the tiers without a link between them; each has an equal part of every card's bandwidth. */
  readonly planes: number;
  /** From the nodes up. */
  readonly tiers: readonly FabricTier[];
}

/** Switches and links of a fabric, of all its planes. */
export interface FabricSize {
  readonly tiers: number;
  /** Ports of a leaf that go to nodes. */
  readonly leafPortsDown: number;
  readonly leafSwitches: number;
  readonly spineSwitches: number;
  readonly coreSwitches: number;
  readonly switches: number;
  readonly endpointLimit: number;
  readonly links: {
    readonly nodeLeaf: number;
    readonly leafSpine: number;
    readonly spineCore: number;
    readonly total: number;
  };
}

/** What GPUs have between them that are so near each other. */
export interface NetworkReach {
  /** So many GPUs in a row of ranks, at most. */
  readonly gpus: number;
  /** What each can send and receive when all do, one direction, B/s. */
  readonly bandwidth: number;
}

/** A fabric in which every GPU has the same bandwidth to every other. */
export function evenNetwork(bandwidth: number): readonly NetworkReach[] {
  return [{ gpus: Number.POSITIVE_INFINITY, bandwidth }];
}

/**
 * What a fabric leaves GPUs of their line rate the farther they are apart, from near to far. Tiers that
 * take nothing away are not told apart.
 *
 * @param lineRate Of one GPU, one direction, B/s.
 */
export function networkReaches(
  { tiers }: FabricTopology,
  gpusPerNode: number,
  lineRate: number,
): readonly NetworkReach[] {
  const reaches: NetworkReach[] = [];
  let bandwidth = lineRate;
  for (const { reach, oversubscription } of tiers) {
    if (oversubscription === 1) continue;
    reaches.push({ gpus: reach * gpusPerNode, bandwidth });
    bandwidth /= oversubscription;
  }
  return [...reaches, ...evenNetwork(bandwidth)];
}

/** What each of so many GPUs in a row has to the others, one direction, B/s. */
export function bandwidthWithin(network: readonly NetworkReach[], gpus: number): number {
  let index = 0;
  while (gpus > network[index]!.gpus) index++;
  return network[index]!.bandwidth;
}

/** The note of that bandwidth: of the line rate, or of what is left beyond so many GPUs. */
export function bandwidthNote(network: readonly NetworkReach[], gpus: number): string {
  const index = network.findIndex((reach) => gpus <= reach.gpus);
  const nearer = network[index - 1];
  return `hardware.networkBandwidth${nearer ? `Beyond${nearer.gpus}` : ''}`;
}
