import type { Recorder } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { figure } from './figure.ts';
import type { FabricPlan, FleetPlan, MoneyPlan, PowerPlan } from './plan.ts';

const YEAR_S = 365 * 86_400;

/** What the factory costs to build and to run. */
export function planMoney(
  factory: Factory,
  fleet: FleetPlan,
  fabric: FabricPlan,
  power: PowerPlan,
  rec: Recorder,
): MoneyPlan {
  const { money } = factory;
  const capex = planCapex(factory, fleet, fabric, power, rec.within('capex'));
  const opex = planOpex(factory, capex, power, rec.within('opex'));
  const it = capex.total - capex.construction;
  const annualCapex = figure(
    rec,
    'annualCapex',
    ['CapEx spread over its useful life, a year', 'USD'],
    (it * YEAR_S) / money.itLife.value + (capex.construction * YEAR_S) / money.facilityLife.value,
    '(total - construction) * year / itLife + construction * year / facilityLife',
    {
      total: 'capex.total',
      construction: 'capex.construction',
      year: 'power.year',
      itLife: 'factory.money.itLife',
      facilityLife: 'factory.money.facilityLife',
    },
    'Straight line, without interest.',
  );
  const perGpuHour = figure(
    rec,
    'perGpuHour',
    ['Cost of a GPU', 'USD/GPU-hour'],
    (annualCapex + opex.total) / (fleet.gpus * YEAR_S),
    '(capex + opex) / (gpus * year)',
    { capex: 'annualCapex', opex: 'opex.total', gpus: 'fleet.gpus', year: 'power.year' },
    'Every GPU counts all year, used or not.',
  );
  const capexPerGpu = figure(
    rec,
    'capexPerGpu',
    ['CapEx per GPU', 'USD/GPU'],
    capex.total / fleet.gpus,
    'capex / gpus',
    { capex: 'capex.total', gpus: 'fleet.gpus' },
  );
  return { capex, opex, annualCapex, perGpuHour, capexPerGpu };
}

function planCapex(
  { hardware, storage: store, site }: Factory,
  fleet: FleetPlan,
  fabric: FabricPlan,
  power: PowerPlan,
  rec: Recorder,
): MoneyPlan['capex'] {
  const nodes = figure(
    rec,
    'nodes',
    ['Nodes, with GPUs and network cards', 'USD'],
    fleet.nodes * hardware.node.price.value,
    'nodes * price',
    { nodes: 'fleet.nodes', price: 'factory.hardware.node.price' },
  );
  const switches = figure(
    rec,
    'switches',
    ['Switches of the GPU fabric', 'USD'],
    fabric.switches * hardware.switch.price.value,
    'switches * price',
    { switches: 'fabric.switches', price: 'factory.hardware.switch.price' },
  );
  const links = planLinks(hardware, fabric, rec);
  const storage = figure(rec, 'storage', ['Storage', 'USD'], store.cost.value, 'cost', {
    cost: 'factory.storage.cost',
  });
  const construction = figure(
    rec,
    'construction',
    ['Buildings and plant', 'USD'],
    power.it * site.constructionCost.value,
    'it * cost',
    { it: 'power.it', cost: 'factory.site.constructionCost' },
  );
  const total = figure(
    rec,
    'total',
    ['CapEx', 'USD'],
    nodes + switches + links + storage + construction,
    'nodes + switches + links + storage + construction',
    {
      nodes: 'nodes',
      switches: 'switches',
      links: 'links',
      storage: 'storage',
      construction: 'construction',
    },
    'Left out: land, grid connection, own power plants, financing, tax.',
  );
  return { nodes, switches, links, storage, construction, total };
}

/** Optics at both ends of a link; a copper cable has both ends in one price. */
function planLinks(
  { nodeOptic, switchOptic }: Factory['hardware'],
  fabric: FabricPlan,
  rec: Recorder,
): number {
  const ends = (optic: typeof nodeOptic) => (optic.medium === 'copper' ? 1 : 2);
  for (const [name, optic] of [
    ['nodeEnds', nodeOptic],
    ['switchEnds', switchOptic],
  ] as const) {
    rec.find(name, 'chosen', {
      label: 'Prices to pay per link',
      unit: '1',
      value: ends(optic),
      reason: 'Two transceivers for an optical link; a copper cable comes with both its ends.',
    });
  }
  const between = fabric.links.total - fabric.links.nodeLeaf;
  return figure(
    rec,
    'links',
    ['Transceivers and cables of the GPU fabric', 'USD'],
    (fabric.links.nodeLeaf * ends(nodeOptic) * nodeOptic.price.value) / nodeOptic.links.value +
      (between * ends(switchOptic) * switchOptic.price.value) / switchOptic.links.value,
    'toNodes * nodeEnds * nodePrice / nodeLinks + (all - toNodes) * switchEnds * switchPrice / switchLinks',
    {
      toNodes: 'fabric.links.nodeLeaf',
      all: 'fabric.links.total',
      nodeEnds: 'nodeEnds',
      nodePrice: 'factory.hardware.nodeOptic.price',
      nodeLinks: 'factory.hardware.nodeOptic.links',
      switchEnds: 'switchEnds',
      switchPrice: 'factory.hardware.switchOptic.price',
      switchLinks: 'factory.hardware.switchOptic.links',
    },
    'Fibre itself is left out.',
  );
}

function planOpex(
  { site, money }: Factory,
  capex: MoneyPlan['capex'],
  power: PowerPlan,
  rec: Recorder,
): MoneyPlan['opex'] {
  const electricity = figure(
    rec,
    'electricity',
    ['Electricity, a year', 'USD'],
    power.annualEnergy * site.electricityPrice.value,
    'energy * price',
    { energy: 'power.annualEnergy', price: 'factory.site.electricityPrice' },
  );
  const maintenance = figure(
    rec,
    'maintenance',
    ['Maintenance, a year', 'USD'],
    (capex.total - capex.construction) * money.maintenanceShare.value,
    '(total - construction) * share',
    {
      total: 'money.capex.total',
      construction: 'money.capex.construction',
      share: 'factory.money.maintenanceShare',
    },
  );
  const total = figure(
    rec,
    'total',
    ['OpEx, a year', 'USD'],
    electricity + maintenance,
    'electricity + maintenance',
    { electricity: 'electricity', maintenance: 'maintenance' },
    'Left out: staff, land, insurance.',
  );
  return { electricity, maintenance, total };
}
