import type { Problem, Recorder } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { sizeFabric } from '../model/index.ts';
import { figure } from './figure.ts';
import type { FabricPlan, FleetPlan } from './plan.ts';

/** Switches and links of the GPU fabric; a problem when its switch is too small for the fleet. */
export function planFabric(
  factory: Factory,
  fleet: FleetPlan,
  rec: Recorder,
): FabricPlan | Problem {
  const { node, switch: device } = factory.hardware;
  const switchPorts = figure(
    rec,
    'switchPorts',
    ['Ports of a switch', 'port'],
    device.ports.value,
    'ports',
    { ports: 'factory.hardware.switch.ports' },
  );
  const rails = figure(
    rec,
    'rails',
    ['Rails', '1'],
    node.nicsPerNode.value,
    'nics',
    { nics: 'factory.hardware.node.nicsPerNode' },
    'Rail-optimised: the n-th network card of every node is on rail n.',
  );
  const endpoints = figure(
    rec,
    'endpoints',
    ['Network cards on the fabric', 'NIC'],
    fleet.nodes * rails,
    'nodes * rails',
    { nodes: 'fleet.nodes', rails: 'rails' },
  );
  const { spread } = factory.fabric;
  const size = sizeFabric(fleet.nodes, rails, switchPorts, spread, rec);
  if (!size) return tooSmall(factory, endpoints, switchPorts);
  const bisectionBandwidth = figure(
    rec,
    'bisectionBandwidth',
    ['Bisection bandwidth, one direction', 'Tb/s'],
    (endpoints * node.nicSpeed.value) / 2,
    'endpoints * speed / 2',
    { endpoints: 'endpoints', speed: 'factory.hardware.node.nicSpeed' },
    'Non-blocking: half of the endpoints can send to the other half at full speed.',
  );
  return { spread, switchPorts, rails, endpoints, ...size, bisectionBandwidth };
}

function tooSmall(factory: Factory, endpoints: number, ports: number): Problem {
  const { at } = factory.fleet.gpus;
  return {
    code: 'fabric.size',
    path: 'hardware.switch',
    message: `Three tiers of ${ports}-port switches join at most ${ports ** 3 / 4} network cards, not ${endpoints}; take a larger switch or fewer GPUs.`,
    ...(at ? { at } : {}),
  };
}
