import { type Figure, namesIn, parseFormula, type Recorder } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { GPUS } from '../facts/index.ts';
import { planFigures } from './figures.ts';
import type { FleetPlan, HardwarePlan, PartPlan } from './plan.ts';

/** GPUs, nodes and racks. */
export function planFleet(factory: Factory, rec: Recorder): FleetPlan {
  return { ...planFigures(FLEET, rec), gpusOf: countByKind(factory, rec.within('gpusOf')) };
}

/**
 * A claim about H100s counts no other GPU, and an H100 whose values the file has changed is still one:
 * the name in the catalogue decides.
 */
function countByKind(
  { hardware: { gpu }, requirements }: Factory,
  rec: Recorder,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const label = `GPUs of the kind ${gpu.use}`;
  counts[gpu.use] = rec.figure(gpu.use, { label, unit: 'GPU', formula: 'fleet.gpus' });
  for (const { quantity } of requirements) {
    for (const other of kindsIn(quantity.text)) {
      if (Object.hasOwn(counts, other)) continue;
      const reason = `Every GPU of the fleet is of the kind ${gpu.use}.`;
      rec.find(other, 'chosen', {
        label: `GPUs of the kind ${other}`,
        unit: 'GPU',
        value: 0,
        reason,
      });
      counts[other] = 0;
    }
  }
  return counts;
}

const OF = 'fleet.gpusOf.';

/** GPUs of the catalogue that a formula counts. */
function kindsIn(formula: string): string[] {
  const read = parseFormula(formula);
  const names = read.ok ? namesIn(read.value) : [];
  return names
    .filter((name) => name.startsWith(OF))
    .map((name) => name.slice(OF.length))
    .filter((name) => Object.hasOwn(GPUS, name));
}

const FLEET = {
  gpus: { label: 'GPUs', unit: 'GPU', formula: 'factory.fleet.gpus' },
  gpusPerNode: { label: 'GPUs per node', unit: 'GPU', formula: 'hardware.node.gpusPerNode' },
  nodes: { label: 'Nodes', unit: 'node', formula: 'gpus / gpusPerNode' },
  nodesPerRack: { label: 'Nodes per rack', unit: 'node', formula: 'hardware.rack.nodesPerRack' },
  racks: {
    label: 'Racks of nodes',
    unit: 'rack',
    formula: 'ceil(nodes / nodesPerRack)',
    reason: 'Racks of switches, storage and management are not counted.',
  },
  peakFlops: {
    label: 'Peak of all GPUs, dense bf16',
    unit: 'FLOP/s',
    formula: 'gpus * hardware.gpu.bf16',
  },
  memory: { label: 'Memory of all GPUs', unit: 'PB', formula: 'gpus * hardware.gpu.memory' },
} as const satisfies Record<Exclude<keyof FleetPlan, 'gpusOf'>, Figure>;

/** Names of what the factory is built from, and which of them the file leaves to the usual kit. */
export function planHardware({ hardware }: Factory): HardwarePlan {
  const { gpu, node, rack, switch: device, nodeOptic, switchOptic } = hardware;
  return {
    gpu: partOf(gpu),
    node: partOf(node),
    rack: partOf(rack),
    switch: partOf(device),
    nodeOptic: partOf(nodeOptic),
    switchOptic: partOf(switchOptic),
  };
}

function partOf(part: Factory['hardware'][keyof Factory['hardware']]): PartPlan {
  return { use: part.use, label: part.label, isUsual: part.isUsual === true };
}
