import type { Figure, Recorder } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { planFigures } from './figures.ts';
import type { MoneyPlan } from './plan.ts';

/** What the factory costs to build and to run. */
export function planMoney({ hardware }: Factory, rec: Recorder): MoneyPlan {
  const built = rec.within('capex');
  notePricesPerLink(hardware, built);
  const capex = planFigures(CAPEX, built);
  const opex = planFigures(OPEX, rec.within('opex'));
  return { capex, opex, ...planFigures(MONEY, rec) };
}

const CAPEX = {
  nodes: {
    label: 'Nodes, with GPUs and network cards',
    unit: 'USD',
    formula: 'fleet.nodes * hardware.node.price',
  },
  switches: {
    label: 'Switches of the GPU fabric',
    unit: 'USD',
    formula: 'fabric.switches * hardware.switch.price',
  },
  links: {
    label: 'Transceivers and cables of the GPU fabric',
    unit: 'USD',
    formula:
      'fabric.links.nodeLeaf * nodeEnds * hardware.nodeOptic.price / hardware.nodeOptic.links' +
      ' + (fabric.links.total - fabric.links.nodeLeaf) * switchEnds' +
      ' * hardware.switchOptic.price / hardware.switchOptic.links',
    reason: 'Fibre itself is left out.',
  },
  storage: { label: 'Storage', unit: 'USD', formula: 'storage.cost' },
  construction: {
    label: 'Buildings and plant',
    unit: 'USD',
    formula: 'power.it * site.constructionCost',
  },
  total: {
    label: 'CapEx',
    unit: 'USD',
    formula: 'nodes + switches + links + storage + construction',
    reason: 'Left out: land, grid connection, own power plants, financing, tax.',
  },
} as const satisfies Record<keyof MoneyPlan['capex'], Figure>;

const OPEX = {
  electricity: {
    label: 'Electricity, a year',
    unit: 'USD',
    formula: 'power.annualEnergy * site.electricityPrice',
  },
  maintenance: {
    label: 'Maintenance, a year',
    unit: 'USD',
    formula: '(money.capex.total - money.capex.construction) * money.maintenanceShare',
  },
  total: {
    label: 'OpEx, a year',
    unit: 'USD',
    formula: 'electricity + maintenance',
    reason: 'Left out: staff, land, insurance.',
  },
} as const satisfies Record<keyof MoneyPlan['opex'], Figure>;

const MONEY = {
  annualCapex: {
    label: 'CapEx spread over its useful life, a year',
    unit: 'USD',
    formula:
      '(capex.total - capex.construction) * power.year / money.itLife' +
      ' + capex.construction * power.year / money.facilityLife',
    reason: 'Straight line, without interest.',
  },
  perGpuHour: {
    label: 'Cost of a GPU',
    unit: 'USD/GPU-hour',
    formula: '(annualCapex + opex.total) / (fleet.gpus * power.year)',
    reason: 'Every GPU counts all year, used or not.',
  },
  capexPerGpu: { label: 'CapEx per GPU', unit: 'USD/GPU', formula: 'capex.total / fleet.gpus' },
} as const satisfies Record<Exclude<keyof MoneyPlan, 'capex' | 'opex'>, Figure>;

/** Optics at both ends of a link; the price of a copper cable includes both ends. */
function notePricesPerLink({ nodeOptic, switchOptic }: Factory['hardware'], rec: Recorder): void {
  for (const [name, { medium }] of [
    ['nodeEnds', nodeOptic],
    ['switchEnds', switchOptic],
  ] as const) {
    rec.find(name, 'chosen', {
      label: 'Prices to pay per link',
      unit: '1',
      value: medium === 'copper' ? 1 : 2,
      reason: 'Two transceivers for an optical link; a copper cable comes with both its ends.',
    });
  }
}
