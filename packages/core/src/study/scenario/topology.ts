import { NETWORK_KINDS, type Topology } from '../../control/protocol/index.ts';
import type { Factory } from '../../factory/index.ts';
import type { FabricTier } from '../../model/index.ts';
import type { Plan } from '../../plan/index.ts';

type NetworkKind = (typeof NETWORK_KINDS)[number];

/** Where nodes are: grouped by the tiers of the fabric, by rack, cooling unit and hall. */
export function topologyOf({ hazards }: Factory, plan: Plan, nodes: number): Topology {
  const { nodesPerRack } = plan.fleet;
  const reaches = NETWORK_KINDS.map((kind) => [kind, reachOf(kind, plan)]);
  return {
    nodes,
    size: {
      rack: nodesPerRack,
      ...(Object.fromEntries(reaches) as Record<NetworkKind, number>),
      cooling: nodesPerRack * hazards.racksPerCoolingUnit.value,
      hall: Math.ceil(plan.fleet.nodes / hazards.halls.value),
    },
  };
}

/** The tier of the fabric above a group of nodes; undefined if lower tiers connect all nodes. */
export function tierOf(kind: NetworkKind, { fabric }: Plan): FabricTier | undefined {
  return fabric.topology.tiers.find(({ name }) => name === kind);
}

function reachOf(kind: NetworkKind, plan: Plan): number {
  return tierOf(kind, plan)?.reach ?? plan.fleet.nodes;
}
