import { type Figure, type Recorder, YEAR_S } from '../base/index.ts';
import { planFigures } from './figures.ts';
import type { PowerPlan } from './plan.ts';

/**
 * Power to provide for, by nameplate, as sites are designed; and power drawn in training, as measured, which
 * is the energy to pay for.
 */
export function planPower(rec: Recorder): PowerPlan {
  rec.know('year', 'A year', {
    value: YEAR_S,
    unit: 'year',
    provenance: 'method',
    reason: 'A common year of 365 days.',
  });
  return planFigures(POWER, rec);
}

const POWER = {
  nodes: {
    label: 'Power of the nodes, by nameplate',
    unit: 'MW',
    formula: 'fleet.nodes * hardware.node.nameplatePower',
  },
  network: {
    label: 'Power of the GPU fabric',
    unit: 'MW',
    formula:
      'fabric.switches * hardware.switch.power + fabric.links.nodeLeaf * hardware.nodeOptic.power',
    reason:
      'A switch is counted with the transceivers in its ports; the second term is the end at the node.',
  },
  otherIt: {
    label: 'Other IT: storage, management',
    unit: 'MW',
    formula: 'max(0 * nodes, nodes * site.otherItShare - network)',
    reason:
      'The share covers everything beside the nodes; the fabric is taken off because it is counted above.',
  },
  it: { label: 'IT load', unit: 'MW', formula: 'nodes + network + otherIt' },
  pue: { label: 'PUE', unit: '1', formula: 'site.pue' },
  facility: { label: 'Facility power', unit: 'MW', formula: 'it * pue' },
  perGpu: { label: 'Facility power per GPU', unit: 'W', formula: 'facility / fleet.gpus' },
  training: {
    label: 'Facility power drawn in training',
    unit: 'MW',
    formula: '(fleet.nodes * hardware.node.power + network + otherIt) * pue',
  },
  annualEnergy: {
    label: 'Energy in a year',
    unit: 'GWh',
    formula: 'training * year',
    reason: 'As if training all year: idle time draws less.',
  },
} as const satisfies Record<keyof PowerPlan, Figure>;
