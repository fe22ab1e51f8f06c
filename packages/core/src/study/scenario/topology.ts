import type { Topology } from '../../control/protocol/index.ts';
import type { Factory } from '../../factory/index.ts';
import type { Plan } from '../../plan/index.ts';

/**
 * Where nodes are: a leaf group is the nodes on the same rail leaves, half a switch's ports many; a
 * spine group is what as many leaves again hold, or everything in a fabric of two tiers.
 */
export function topologyOf({ hazards }: Factory, { fleet, fabric }: Plan, nodes: number): Topology {
  const half = fabric.switchPorts / 2;
  const leaf = fabric.tiers === 1 ? fleet.nodes : half;
  const spine = fabric.tiers === 3 ? spineGroup(fabric) : fleet.nodes;
  const { nodesPerRack } = fleet;
  return {
    nodes,
    size: {
      rack: nodesPerRack,
      leaf,
      spine,
      cooling: nodesPerRack * hazards.racksPerCoolingUnit.value,
      hall: Math.ceil(fleet.nodes / hazards.halls.value),
    },
  };
}

/** Nodes of one spine group: half a switch's ports of leaves, with as many endpoints each. */
function spineGroup({ switchPorts, rails }: Plan['fabric']): number {
  const half = switchPorts / 2;
  return Math.max(half, Math.round((half * half) / rails));
}

/** Spine switches that share the traffic of one group. */
export function spinesPerGroup({ fleet, fabric }: Plan): number {
  const groups = fabric.tiers === 3 ? Math.ceil(fleet.nodes / spineGroup(fabric)) : 1;
  return Math.max(1, Math.round(fabric.spineSwitches / groups));
}
