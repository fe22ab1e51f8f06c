import { DAY_S, type Known, YEAR_S } from '../base/index.ts';
import { CHECKPOINT_TIERS, HAZARDS, RECOVERY } from '../facts/index.ts';
import { quantityOrPick } from './pick.ts';
import { quantity } from './quantity-shape.ts';
import { sectionWithDefaults } from './section.ts';
import { oneOf, optional, withDefault } from './shape.ts';

const TIME = { least: 0, most: 100 * YEAR_S };

/** Off by default: the failure profile already counts every interruption. */
function none(unit: string, of: string): Known {
  return { value: 0, unit, provenance: 'assumed', reason: `No ${of} unless the file asks for it.` };
}

const time = (what: string) => quantity(what, 's', TIME);
const share = (what: string, table: Readonly<Record<string, Known>>) =>
  quantityOrPick(what, '1', table, { least: 0, most: 0.99 });
const count = (what: string, most: number) => quantity(what, '1', { least: 1, most, whole: true });

/** What goes wrong besides the causes of the failure profile. */
export const hazardsShape = sectionWithDefaults('What goes wrong besides the failure profile', {
  shape: withDefault(
    quantityOrPick(
      'Weibull shape of the time to failure; 1: age does not matter, below: new parts fail most',
      '1',
      { 'lanl-2006': HAZARDS.ageing.shape },
      { least: 0.1, most: 10 },
    ),
    {
      value: 1,
      unit: '1',
      provenance: 'assumed',
      reason: 'Published failure rates of GPU nodes assume it.',
    },
  ),
  age: withDefault(time('Age of the nodes when a run starts'), HAZARDS.ageing.fleetAge),
  lemonShare: withDefault(
    share('Share of nodes that fail again and again', { 'rsc1-2024': HAZARDS.lemons.share }),
    none('1', 'lemon nodes'),
  ),
  lemonFactor: withDefault(
    quantity('How many times as often as others such a node fails', '1', { least: 1, most: 1e4 }),
    HAZARDS.lemons.factor,
  ),
  domains: withDefault(
    oneOf('Whether racks, leaves, spines, cooling units and halls fail as a whole', ['off', 'on']),
    'off',
  ),
  racksPerCoolingUnit: withDefault(count('Racks that one cooling unit serves', 1e5), {
    value: 8,
    unit: '1',
    provenance: 'assumed',
    reason: 'A row of racks; the number is not public.',
  }),
  halls: withDefault(count('Halls that the fleet is spread over', 1e4), {
    value: 1,
    unit: '1',
    provenance: 'assumed',
    reason: 'No number of halls is published.',
  }),
  slowNodes: withDefault(
    quantityOrPick(
      'Nodes that turn slow without failing',
      '1/node-day',
      { 'greyhound-2025': HAZARDS.stragglers.nodeRate },
      { least: 0, most: 1 / DAY_S },
    ),
    none('1/node-day', 'slow nodes'),
  ),
  slowFactor: withDefault(
    quantity('How many times slower such a node computes', '1', { least: 1, most: 1000 }),
    HAZARDS.stragglers.slowdown,
  ),
  slowTime: withDefault(time('How long it stays slow'), HAZARDS.stragglers.slowTime),
  heat: withDefault(
    share('Throughput lost at the hottest time of day', {
      'llama3-2024': HAZARDS.stragglers.heatSwing,
    }),
    none('1', 'heat of the day'),
  ),
  imbalance: withDefault(
    quantity('Throughput lost to sequences of uneven length', '1', { least: 0, most: 0.99 }),
    none('1', 'imbalance beyond that of the measured step times'),
  ),
  corruptionLatency: withDefault(
    time('From silent data corruption to its detection'),
    HAZARDS.corruption.detection,
  ),
  corruptionRecall: withDefault(
    quantity('Share of corrupting nodes that the diagnosis finds', '1', { least: 0, most: 1 }),
    RECOVERY.corruptionRecall,
  ),
  personStops: withDefault(
    quantityOrPick(
      'Restarts by people, for each failure of any other kind',
      '1',
      { 'byterobust-2025': HAZARDS.humans.stopsPerFailure },
      { least: 0, most: 10 },
    ),
    none('1', 'restarts by people'),
  ),
  restartSigma: withDefault(
    quantityOrPick(
      'Spread of restart times: sigma of a log-normal law',
      '1',
      { 'olmo-hybrid': RECOVERY.spareSwapSigma },
      { least: 0, most: 3 },
    ),
    none('1', 'spread of restart times'),
  ),
  repairSigma: withDefault(
    quantityOrPick(
      'Spread of repair times: sigma of a log-normal law',
      '1',
      { 'lanl-2006': HAZARDS.repairs.sigma },
      { least: 0, most: 3 },
    ),
    none('1', 'spread of repair times'),
  ),
  technicians: optional(count('Nodes that can be repaired at once; left out: any number', 1e6)),
  spareParts: optional(
    quantity('Spare parts on the shelf; left out: any number', '1', {
      least: 0,
      most: 1e7,
      whole: true,
    }),
  ),
  partLeadTime: withDefault(
    time('From the order of a part to its arrival'),
    HAZARDS.repairs.spareLeadTime,
  ),
  memoryCopyTime: withDefault(
    time('Training time lost to a copy of the checkpoint in a peer’s memory'),
    CHECKPOINT_TIERS.memory.block,
  ),
  duringRecovery: withDefault(
    oneOf(
      'What a failure does while the run recovers: it begins again; nothing; or it costs a recovery of its own',
      ['restart', 'ignore', 'queue'],
    ),
    'restart',
  ),
});

/** What a file may say about hazards. */
export const HAZARD_KEYS: readonly string[] = Object.keys(hazardsShape.fallback.value);
