import type { Figure, Recorder } from '../base/index.ts';
import { planFigures } from './figures.ts';
import type { FleetPlan } from './plan.ts';

/** GPUs, nodes and racks. */
export function planFleet(rec: Recorder): FleetPlan {
  return planFigures(FLEET, rec);
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
} as const satisfies Record<keyof FleetPlan, Figure>;
