import type { Recorder } from '../../base/index.ts';
import { closTopology, endpointLimit, type FabricDemand, leafPortsDown } from './clos.ts';
import { noteFabric } from './clos-notes.ts';
import type { FabricKind, FabricSize, FabricTopology, TierName } from './topology.ts';

export interface SizedFabric {
  readonly topology: FabricTopology;
  readonly size: FabricSize;
}

const BUILDERS: Readonly<Record<FabricKind, (demand: FabricDemand) => FabricTopology | undefined>> =
  { clos: closTopology };

/**
 * The fabric of a kind that meets a demand; undefined if none can. With a recorder it notes the size; the
 * scope must hold the notes `switchPorts`, `rails`, `endpoints`, `planes` and `oversubscription`.
 */
export function sizeFabric(
  kind: FabricKind,
  demand: FabricDemand,
  rec?: Recorder,
): SizedFabric | undefined {
  const topology = BUILDERS[kind](demand);
  if (!topology) return undefined;
  const size = sizeOf(topology, demand);
  if (rec) noteFabric(size, demand.spread, rec);
  return { topology, size };
}

function sizeOf({ tiers, planes }: FabricTopology, demand: FabricDemand): FabricSize {
  const count = (name: TierName, what: 'switches' | 'links') =>
    planes * (tiers.find((tier) => tier.name === name)?.[what] ?? 0);
  const total = (what: 'switches' | 'links') =>
    planes * tiers.reduce((sum, tier) => sum + tier[what], 0);
  const down = leafPortsDown(demand);
  return {
    tiers: tiers.length,
    leafPortsDown: down,
    leafSwitches: count('leaf', 'switches'),
    spineSwitches: count('spine', 'switches'),
    coreSwitches: count('core', 'switches'),
    superSwitches: count('super', 'switches'),
    switches: total('switches'),
    endpointLimit: endpointLimit(tiers.length, demand.ports, down),
    links: {
      nodeLeaf: count('leaf', 'links'),
      leafSpine: count('spine', 'links'),
      spineCore: count('core', 'links'),
      coreSuper: count('super', 'links'),
      total: total('links'),
    },
  };
}
