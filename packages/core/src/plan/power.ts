import type { Recorder } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { figure } from './figure.ts';
import type { FabricPlan, FleetPlan, PowerPlan } from './plan.ts';

const YEAR_S = 365 * 86_400;

/**
 * Power to provide for, by nameplate as a site is designed, and power drawn in training, by
 * measurement, as energy is paid.
 */
export function planPower(
  factory: Factory,
  fleet: FleetPlan,
  fabric: FabricPlan,
  rec: Recorder,
): PowerPlan {
  const { nodes, network, otherIt, it } = planIt(factory, fleet, fabric, rec);
  const { site } = factory;
  const pue = figure(rec, 'pue', ['PUE', '1'], site.pue.value, 'pue', { pue: 'factory.site.pue' });
  const facility = figure(rec, 'facility', ['Facility power', 'MW'], it * pue, 'it * pue', {
    it: 'it',
    pue: 'pue',
  });
  const perGpu = figure(
    rec,
    'perGpu',
    ['Facility power per GPU', 'W'],
    facility / fleet.gpus,
    'facility / gpus',
    { facility: 'facility', gpus: 'fleet.gpus' },
  );
  rec.know('year', 'A year', {
    value: YEAR_S,
    unit: 'year',
    provenance: 'method',
    reason: 'A common year of 365 days.',
  });
  const training = figure(
    rec,
    'training',
    ['Facility power drawn in training', 'MW'],
    (fleet.nodes * factory.hardware.node.power.value + network + otherIt) * pue,
    '(nodes * drawn + network + other) * pue',
    {
      nodes: 'fleet.nodes',
      drawn: 'factory.hardware.node.power',
      network: 'network',
      other: 'otherIt',
      pue: 'pue',
    },
  );
  const annualEnergy = figure(
    rec,
    'annualEnergy',
    ['Energy in a year', 'GWh'],
    training * YEAR_S,
    'training * year',
    { training: 'training', year: 'year' },
    'As if training all year: idle time draws less.',
  );
  return { nodes, network, otherIt, it, pue, facility, perGpu, training, annualEnergy };
}

/** Power of everything that computes, stores or switches. */
function planIt(
  { hardware, site }: Factory,
  fleet: FleetPlan,
  fabric: FabricPlan,
  rec: Recorder,
): Pick<PowerPlan, 'nodes' | 'network' | 'otherIt' | 'it'> {
  const nodes = figure(
    rec,
    'nodes',
    ['Power of the nodes, by nameplate', 'MW'],
    fleet.nodes * hardware.node.nameplatePower.value,
    'nodes * power',
    { nodes: 'fleet.nodes', power: 'factory.hardware.node.nameplatePower' },
  );
  const network = figure(
    rec,
    'network',
    ['Power of the GPU fabric', 'MW'],
    fabric.switches * hardware.switch.power.value +
      fabric.links.nodeLeaf * hardware.nodeOptic.power.value,
    'switches * each + links * optic',
    {
      switches: 'fabric.switches',
      each: 'factory.hardware.switch.power',
      links: 'fabric.links.nodeLeaf',
      optic: 'factory.hardware.nodeOptic.power',
    },
    'A switch is counted with the transceivers in its ports; the second term is the end at the node.',
  );
  const otherIt = figure(
    rec,
    'otherIt',
    ['Other IT: storage, management', 'MW'],
    Math.max(0, nodes * site.otherItShare.value - network),
    'max(0 * nodes, nodes * share - network)',
    { nodes: 'nodes', share: 'factory.site.otherItShare', network: 'network' },
    'The share covers everything beside the nodes; the fabric is taken off because it is counted above.',
  );
  const it = figure(
    rec,
    'it',
    ['IT load', 'MW'],
    nodes + network + otherIt,
    'nodes + network + other',
    { nodes: 'nodes', network: 'network', other: 'otherIt' },
  );
  return { nodes, network, otherIt, it };
}
