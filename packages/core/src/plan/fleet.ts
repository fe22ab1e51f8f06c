import type { Recorder } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { figure } from './figure.ts';
import type { FleetPlan } from './plan.ts';

/** GPUs, nodes and racks. */
export function planFleet({ fleet, hardware }: Factory, rec: Recorder): FleetPlan {
  const { gpu, node, rack } = hardware;
  const gpus = figure(rec, 'gpus', ['GPUs', 'GPU'], fleet.gpus.value, 'gpus', {
    gpus: 'factory.fleet.gpus',
  });
  const gpusPerNode = figure(
    rec,
    'gpusPerNode',
    ['GPUs per node', 'GPU'],
    node.gpusPerNode.value,
    'gpus',
    { gpus: 'factory.hardware.node.gpusPerNode' },
  );
  const nodes = figure(rec, 'nodes', ['Nodes', 'node'], gpus / gpusPerNode, 'gpus / perNode', {
    gpus: 'gpus',
    perNode: 'gpusPerNode',
  });
  const nodesPerRack = figure(
    rec,
    'nodesPerRack',
    ['Nodes per rack', 'node'],
    rack.nodesPerRack.value,
    'nodes',
    { nodes: 'factory.hardware.rack.nodesPerRack' },
  );
  const racks = figure(
    rec,
    'racks',
    ['Racks of nodes', 'rack'],
    Math.ceil(nodes / nodesPerRack),
    'ceil(nodes / perRack)',
    { nodes: 'nodes', perRack: 'nodesPerRack' },
    'Racks of switches, storage and management are not counted.',
  );
  const peakFlops = figure(
    rec,
    'peakFlops',
    ['Peak of all GPUs, dense bf16', 'FLOP/s'],
    gpus * gpu.bf16.value,
    'gpus * peak',
    { gpus: 'gpus', peak: 'factory.hardware.gpu.bf16' },
  );
  const memory = figure(
    rec,
    'memory',
    ['Memory of all GPUs', 'PB'],
    gpus * gpu.memory.value,
    'gpus * memory',
    { gpus: 'gpus', memory: 'factory.hardware.gpu.memory' },
  );
  return { gpus, gpusPerNode, nodes, nodesPerRack, racks, peakFlops, memory };
}
