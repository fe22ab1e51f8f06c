import type { MoneyPlan, Plan } from '@gigafactory/core/plan';
import { amount, share } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { type Cell, table } from '../text/table.ts';
import { showParts } from './parts.ts';

/** What is built: fleet, fabric, power, money, and how often something in it breaks. */
export function showFactory(plan: Plan, paint: Paint): string[] {
  return [
    ...showFleet(plan, paint),
    '',
    ...showFabric(plan, paint),
    '',
    ...showPower(plan, paint),
    ...(plan.money ? ['', ...showMoney(plan.money, paint)] : []),
  ];
}

function showFleet({ hardware, fleet, reliability, dates }: Plan, paint: Paint): string[] {
  const nodes = `${amount(fleet.nodes, 'node')} of ${fleet.gpusPerNode}`;
  const racks = `${amount(fleet.racks, 'rack')} of ${amount(fleet.nodesPerRack, 'node')}`;
  const mttf = amount(reliability.meanTimeToFailure, 's');
  return facts(
    'Fleet',
    [
      ['GPUs', `${amount(fleet.gpus, 'GPU')} in ${nodes}, in ${racks}`],
      ['built from', builtFrom(hardware)],
      ['peak', `${amount(fleet.peakFlops, 'FLOP/s')} dense bf16`],
      ['GPU memory', amount(fleet.memory, 'B')],
      ...(dates
        ? [['built', `${amount(dates.start, 'date')} to ${amount(dates.ready, 'date')}`] as const]
        : []),
      ['failures', `one somewhere in the fleet every ${mttf}`],
    ],
    paint,
  );
}

/** Node, rack and switch by their labels; what the file leaves out is said to be usual. */
function builtFrom({ gpu, node, rack, switch: device }: Plan['hardware']): string {
  const parts = [gpu, node, rack, device];
  const usual = parts.every(({ isUsual }) => !isUsual) ? '' : '; * of the usual kit';
  return `${parts.map(({ label, isUsual }) => (isUsual ? `${label}*` : label)).join('; ')}${usual}`;
}

function showFabric({ fabric }: Plan, paint: Paint): string[] {
  const { links } = fabric;
  const { tiers, planes } = fabric.topology;
  const rows = tiers.map((tier, index): Cell[] => [
    tier.name,
    amount(planes * tier.switches, '1'),
    amount(planes * tier.links, '1'),
    `to the ${LOWER[tiers[index - 1]?.name ?? 'node']}`,
  ]);
  const total = [amount(fabric.switches, '1'), amount(links.total, '1')];
  const shape = `${fabric.tiers} ${fabric.tiers === 1 ? 'tier' : 'tiers'} of ${fabric.switchPorts}-port switches, ${amount(fabric.rails, 'rail')}, ${fabric.spread} spread`;
  const limit = `${amount(fabric.endpoints, '1')} of at most ${amount(fabric.endpointLimit, '1')} with these tiers`;
  return [
    ...facts(
      'Fabric',
      [
        ['shape', shape],
        ['endpoints', limit],
        ['bisection', `${amount(fabric.bisectionBandwidth, 'Tb/s')} each way`],
      ],
      paint,
    ),
    ...table(
      [
        { title: 'tier' },
        { title: 'switches', align: 'right' },
        { title: 'links', align: 'right' },
        { title: '' },
      ],
      [...rows, ['all', ...total, '']],
      paint,
    ),
  ];
}

const LOWER = {
  node: 'nodes',
  leaf: 'leaves',
  spine: 'spines',
  core: 'cores',
  super: 'super-cores',
} as const;

function showPower({ power }: Plan, paint: Paint): string[] {
  const { nodes, network, otherIt } = power;
  const it = showParts({ nodes, network, other: otherIt }, 'MW');
  return facts(
    'Power',
    [
      ['IT', `${amount(power.it, 'MW')}: ${it}`],
      ['facility', `${amount(power.facility, 'MW')} at PUE ${amount(power.pue, '1')}`],
      ['per GPU', amount(power.perGpu, 'W')],
      [
        'in training',
        `${amount(power.training, 'MW')} drawn, ${amount(power.annualEnergy, 'GWh')} a year`,
      ],
    ],
    paint,
  );
}

function showMoney(money: MoneyPlan, paint: Paint): string[] {
  const { total, ...capex } = money.capex;
  const { total: yearly, ...opex } = money.opex;
  const perHour = amount(money.perGpuHour, 'USD/GPU-hour');
  const spread = share(money.annualCapex / (money.annualCapex + yearly));
  return facts(
    'Money',
    [
      ['CapEx', `${amount(total, 'USD')}: ${showParts(capex, 'USD')}`],
      ['OpEx', `${amount(yearly, 'USD')} a year: ${showParts(opex, 'USD')}`],
      ['per GPU', `${amount(money.capexPerGpu, 'USD')} to build, ${perHour} (${spread} CapEx)`],
    ],
    paint,
  );
}
