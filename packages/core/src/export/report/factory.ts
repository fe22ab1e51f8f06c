import { HOUR_S, showQuantity } from '../../base/index.ts';
import type { Plan } from '../../plan/index.ts';
import { type Part, partsChart } from './charts.ts';
import { type ShownFigure, showFigures, type Wording } from './figure.ts';
import { type Html, html } from './html.ts';
import { basisMark, facts, figureTable, type Section, section, table } from './parts.ts';
import { hasTasks } from './schedule.ts';

type Paths = readonly (readonly [path: string, wording?: Wording])[];

/** Two rows of four. */
const MOST_DIALS = 8;

/** The figures that people ask for first. */
export function headline(plan: Plan): Html {
  const { training, reliability, dates } = plan;
  const runs = Object.keys(training).slice(0, 2);
  const paths: Paths = [
    ['fleet.gpus'],
    ['power.facility', { label: 'Facility power' }],
    ['money.capex.total', { label: 'CapEx' }],
    ['money.perGpuHour', { label: 'Cost of a GPU-hour' }],
    ...(hasTasks(dates) ? [['dates.ready', { label: 'Ready' }] as const] : []),
    ...runs.map(
      (run) => [`training.${run}.duration`, { label: `${run} takes`, unit: 's' }] as const,
    ),
    ['fleet.peakFlops', { label: 'Peak, dense bf16' }],
    [
      'reliability.meanTimeToFailure',
      { label: 'A node fails every', unit: timeUnit(reliability.meanTimeToFailure) },
    ],
  ];
  return html`<ul class="dials" aria-label="Headline figures">
${showFigures(plan.notes, paths).slice(0, MOST_DIALS).map(dial)}</ul>
`;
}

function dial({ label, number, unit, range, ...basis }: ShownFigure): Html {
  return html`<li><p class="name">${label}</p><p class="big">${number}<span class="unit">${unit}</span></p><p class="range">${range || 'no range'}</p><p>${basisMark(basis)}</p></li>
`;
}

/** What is built: the fleet, from what, and the network between. */
export function hardwareSection({ hardware, fleet, fabric, notes }: Plan): Section {
  const { planes, tiers } = fabric.topology;
  const built = Object.values(hardware).map(({ label, isUsual }) =>
    isUsual ? `${label} (usual kit)` : label,
  );
  return section(
    'hardware',
    'Hardware and network',
    facts([
      [
        'Fleet',
        `${showQuantity(fleet.gpus, 'GPU')} in ${showQuantity(fleet.nodes, 'node')} of ${fleet.gpusPerNode}, in ${showQuantity(fleet.racks, 'rack')} of ${showQuantity(fleet.nodesPerRack, 'node')}`,
      ],
      ['Built from', [...new Set(built)].join('; ')],
      [
        'Network',
        `${fabric.tiers} ${fabric.tiers === 1 ? 'tier' : 'tiers'} of ${fabric.switchPorts}-port switches, ${showQuantity(fabric.rails, 'rail')}, ${fabric.spread} spread`,
      ],
    ]),
    table(
      'Network by tier',
      [
        { title: 'Tier' },
        { title: 'Switches', isNumber: true },
        { title: 'Links down', isNumber: true },
      ],
      tiers.map(({ name, switches, links }) => [
        name,
        showQuantity(planes * switches, '1'),
        showQuantity(planes * links, '1'),
      ]),
    ),
    figureTable(
      'Fleet and network in figures',
      showFigures(notes, [
        ['fleet.gpus'],
        ['fleet.peakFlops'],
        ['fleet.memory'],
        ['fabric.switches'],
        ['fabric.links.total'],
        ['fabric.bisectionBandwidth'],
        ['fabric.oversubscription'],
        ['reliability.meanTimeToFailure'],
      ]),
    ),
  );
}

/** What it draws. */
export function powerSection({ power, notes }: Plan): Section {
  const part = (label: string, value: number, series: number): Part => ({
    ...{ label, value, series },
    text: showQuantity(value, 'MW'),
  });
  return section(
    'power',
    'Power',
    partsChart('Power of the facility', [
      part('Nodes', power.nodes, 1),
      part('Network', power.network, 2),
      part('Other IT', power.otherIt, 3),
      part('Cooling and losses', power.facility - power.it, 8),
    ]),
    figureTable(
      'Power in figures',
      showFigures(notes, [
        ['power.nodes'],
        ['power.network'],
        ['power.otherIt'],
        ['power.it'],
        ['power.pue'],
        ['power.facility'],
        ['power.perGpu'],
        ['power.training'],
        ['power.annualEnergy'],
      ]),
    ),
  );
}

/** What it costs to build and to run; undefined if no money is planned. */
export function moneySection({ money, notes }: Plan): Section | undefined {
  if (!money) return undefined;
  const { capex, opex } = money;
  const part = (label: string, value: number, series: number): Part => ({
    ...{ label, value, series },
    text: showQuantity(value, 'USD'),
  });
  return section(
    'money',
    'Money',
    html`<h3>CapEx</h3>`,
    partsChart('CapEx', [
      part('Nodes', capex.nodes, 1),
      part('Switches', capex.switches, 2),
      part('Links', capex.links, 5),
      part('Storage', capex.storage, 3),
      part('Construction', capex.construction, 8),
    ]),
    figureTable(
      'CapEx in figures',
      showFigures(notes, [
        ...Object.keys(capex).map((key) => [`money.capex.${key}`] as const),
        ['money.capexPerGpu'],
      ]),
    ),
    html`<h3>OpEx, a year</h3>`,
    partsChart('OpEx of a year', [
      part('Electricity', opex.electricity, 2),
      part('Maintenance', opex.maintenance, 1),
    ]),
    figureTable(
      'OpEx and cost in figures',
      showFigures(notes, [
        ...Object.keys(opex).map((key) => [`money.opex.${key}`] as const),
        ['money.annualCapex'],
        ['money.perGpuHour'],
      ]),
    ),
  );
}

/** For a time in s that may be minutes or weeks. */
function timeUnit(seconds: number): string {
  return seconds < 2 * HOUR_S ? 'min' : 's';
}
