import {
  type Figure,
  failed,
  ok,
  type Problem,
  type Recorder,
  type Result,
  showQuantity,
} from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { SWITCHES } from '../facts/index.ts';
import {
  endpointLimit,
  type FabricDemand,
  leafPortsDown,
  MOST_TIERS,
  type SizedFabric,
  sizeFabric,
} from '../model/index.ts';
import { planFigures } from './figures.ts';
import type { FabricPlan } from './plan.ts';

const KIND = 'clos';
/** One fabric whose leaves have as many links up as down: the only one that a file can describe so far. */
const NON_BLOCKING = { planes: 1, oversubscription: 1 } as const;

/** The GPU fabric of a factory; a problem if its switch is too small for the fleet. */
export function fabricOf(factory: Factory, rec?: Recorder): Result<SizedFabric> {
  const demand = demandOf(factory);
  const fabric = sizeFabric(KIND, demand, rec);
  return fabric ? ok(fabric) : failed(tooSmall(factory, demand));
}

/** Switches and links of the GPU fabric; a problem if its switch is too small for the fleet. */
export function planFabric(factory: Factory, rec: Recorder): Result<FabricPlan> {
  const { switchPorts, rails, endpoints } = planFigures(ENDPOINTS, rec);
  const { planes, oversubscription } = NON_BLOCKING;
  for (const [name, value] of Object.entries(NON_BLOCKING)) {
    rec.find(name, 'chosen', { ...SHAPE[name as keyof typeof SHAPE], unit: '1', value });
  }
  const sized = fabricOf(factory, rec);
  if (!sized.ok) return sized;
  const bisectionBandwidth = rec.figure('bisectionBandwidth', {
    label: 'Bisection bandwidth, one direction',
    unit: 'Tb/s',
    formula: 'endpoints * hardware.node.nicSpeed / 2 / oversubscription',
    reason: 'Non-blocking: half of the endpoints can send to the other half at full speed.',
  });
  const { spread } = factory.fabric;
  const { size, topology } = sized.value;
  const shape = { spread, switchPorts, rails, planes, oversubscription, endpoints };
  return ok({ ...shape, ...size, bisectionBandwidth, topology });
}

function demandOf({ hardware, fleet, fabric }: Factory): FabricDemand {
  const { node, switch: device } = hardware;
  return {
    nodes: fleet.gpus.value / node.gpusPerNode.value,
    rails: node.nicsPerNode.value,
    cardBandwidth: node.nicSpeed.value,
    ports: device.ports.value,
    spread: fabric.spread,
    ...NON_BLOCKING,
  };
}

const SHAPE = {
  planes: { label: 'Planes of the fabric', reason: 'One fabric joins all network cards.' },
  oversubscription: {
    label: 'Bandwidth down of a leaf over its bandwidth up',
    reason: 'Non-blocking: a leaf has as many links up as down.',
  },
} as const satisfies Readonly<Record<keyof typeof NON_BLOCKING, object>>;

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

function tooSmall(factory: Factory, demand: FabricDemand): Problem {
  const { at } = factory.fleet.gpus;
  const { nodes, rails, ports } = demand;
  const most = endpointLimit(MOST_TIERS, ports, leafPortsDown(demand));
  const larger = largerSwitch(demand);
  const fewer = Math.floor(most / rails);
  const perNode = factory.hardware.node.gpusPerNode.value;
  const remedy = larger === undefined ? 'fewer GPUs' : `a larger switch (${larger}) or fewer GPUs`;
  return {
    code: 'fabric.size',
    path: 'hardware.switch',
    message: `Four tiers of ${ports}-port switches join at most ${most} network cards, not ${nodes * rails}; take ${remedy}.`,
    ...(at ? { at } : {}),
    ...(larger === undefined ? {} : { edits: { 'hardware.switch': larger } }),
    fixes: [
      ...(larger === undefined
        ? []
        : [{ label: `Take the switch ${larger}`, edits: { 'hardware.switch': larger } }]),
      ...(fewer < 1
        ? []
        : [
            {
              label: `Lower the fleet to ${showQuantity(fewer * perNode, '1')} GPUs`,
              edits: { 'fleet.gpus': `${fewer * perNode}` },
            },
          ]),
    ],
  };
}

/** The switch of the catalogue that joins them all at their speed, with the slowest and fewest ports. */
function largerSwitch(demand: FabricDemand): string | undefined {
  const enough = Object.entries(SWITCHES).filter(([, { ports, portSpeed }]) => {
    const down = leafPortsDown({ ...demand, ports: ports.value });
    const most = endpointLimit(MOST_TIERS, ports.value, down);
    return portSpeed.value >= demand.cardBandwidth && most >= demand.nodes * demand.rails;
  });
  const [smallest] = enough.sort(
    ([, a], [, b]) => a.portSpeed.value - b.portSpeed.value || a.ports.value - b.ports.value,
  );
  return smallest?.[0];
}
