import type { Figure, Problem, Recorder } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { sizeFabric } from '../model/index.ts';
import { planFigures } from './figures.ts';
import type { FabricPlan, FleetPlan } from './plan.ts';

/** Switches and links of the GPU fabric; a problem when its switch is too small for the fleet. */
export function planFabric(
  factory: Factory,
  fleet: FleetPlan,
  rec: Recorder,
): FabricPlan | Problem {
  const { switchPorts, rails, endpoints } = planFigures(ENDPOINTS, rec);
  const { spread } = factory.fabric;
  const size = sizeFabric(fleet.nodes, rails, switchPorts, spread, rec);
  if (!size) return tooSmall(factory, endpoints, switchPorts);
  const bisectionBandwidth = rec.figure('bisectionBandwidth', {
    label: 'Bisection bandwidth, one direction',
    unit: 'Tb/s',
    formula: 'endpoints * hardware.node.nicSpeed / 2',
    reason: 'Non-blocking: half of the endpoints can send to the other half at full speed.',
  });
  return { spread, switchPorts, rails, endpoints, ...size, bisectionBandwidth };
}

const ENDPOINTS = {
  switchPorts: { label: 'Ports of a switch', unit: 'port', formula: 'hardware.switch.ports' },
  rails: {
    label: 'Rails',
    unit: '1',
    formula: 'hardware.node.nicsPerNode',
    reason: 'Rail-optimised: the n-th network card of every node is on rail n.',
  },
  endpoints: { label: 'Network cards on the fabric', unit: 'NIC', formula: 'fleet.nodes * rails' },
} as const satisfies Readonly<Record<string, Figure>>;

function tooSmall(factory: Factory, endpoints: number, ports: number): Problem {
  const { at } = factory.fleet.gpus;
  return {
    code: 'fabric.size',
    path: 'hardware.switch',
    message: `Three tiers of ${ports}-port switches join at most ${ports ** 3 / 4} network cards, not ${endpoints}; take a larger switch or fewer GPUs.`,
    ...(at ? { at } : {}),
  };
}
