/** How the tiers of a fabric are connected. */
export type FabricKind = 'clos';

/** Names of the tiers, from the nodes up. */
export type TierName = 'leaf' | 'spine' | 'core' | 'super';

/** One tier of switches, in one plane of a fabric. */
export interface FabricTier {
  readonly name: TierName;
  readonly switches: number;
  /** Ports of one switch. */
  readonly ports: number;
  /** Links down, to the tier below or to the nodes. */
  readonly links: number;
  /** Bandwidth of one of these links, one direction, B/s. */
  readonly linkBandwidth: number;
  /** Size of a group of consecutive nodes that reach each other without going higher; the last may be smaller. */
  readonly reach: number;
  /** Switches of this tier per such group of nodes. */
  readonly switchesPerReach: number;
  /** Bandwidth down over bandwidth up: 1 if everything may go higher at full speed, and at the top. */
  readonly oversubscription: number;
}

/** A fabric as data: everything that plan, step model, twin and console know of its shape. */
export interface FabricTopology {
  readonly kind: FabricKind;
  /** Network cards per node, each on its own rail. */
  readonly rails: number;
  /** Copies of the tiers, not connected to each other; each has an equal part of every card's bandwidth. */
  readonly planes: number;
  /** From the nodes up. */
  readonly tiers: readonly FabricTier[];
}

/** Switches and links of a fabric, over all its planes. */
export interface FabricSize {
  readonly tiers: number;
  /** Ports of a leaf that go to nodes. */
  readonly leafPortsDown: number;
  readonly leafSwitches: number;
  readonly spineSwitches: number;
  readonly coreSwitches: number;
  /** Above the cores, where three tiers do not reach. */
  readonly superSwitches: number;
  readonly switches: number;
  readonly endpointLimit: number;
  readonly links: {
    readonly nodeLeaf: number;
    readonly leafSpine: number;
    readonly spineCore: number;
    readonly coreSuper: number;
    readonly total: number;
  };
}

/** The bandwidth between GPUs that are this near each other. */
export interface NetworkReach {
  /** The most consecutive ranks that it holds for. */
  readonly gpus: number;
  /** What each can send and receive while all do, one direction, B/s. */
  readonly bandwidth: number;
}

/** A fabric in which every GPU has the same bandwidth to every other. */
export function evenNetwork(bandwidth: number): readonly NetworkReach[] {
  return [{ gpus: Number.POSITIVE_INFINITY, bandwidth }];
}

/**
 * How much of their line rate a fabric leaves GPUs, from near to far. Tiers that take nothing away are
 * merged.
 *
 * @param lineRate Bandwidth of one GPU, one direction, B/s.
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

/** The bandwidth that each of `gpus` consecutive GPUs has to the others, one direction, B/s. */
export function bandwidthWithin(network: readonly NetworkReach[], gpus: number): number {
  let index = 0;
  while (gpus > network[index]!.gpus) index++;
  return network[index]!.bandwidth;
}

/** The id of that bandwidth's note: the line rate, or what is left of it beyond some number of GPUs. */
export function bandwidthNote(network: readonly NetworkReach[], gpus: number): string {
  const index = network.findIndex((reach) => gpus <= reach.gpus);
  const nearer = network[index - 1];
  return `hardware.networkBandwidth${nearer ? `Beyond${nearer.gpus}` : ''}`;
}
