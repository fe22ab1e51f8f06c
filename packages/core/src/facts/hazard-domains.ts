import type { Known } from '../base/index.ts';
import { assumed, fact, rateOf } from './fact.ts';
import { REPAIR_TIMES } from './repairs.ts';
import { cite } from './sources.ts';

/** Something that many nodes share, and lose together. */
export interface HazardDomain {
  /** Losses that have to be repaired, per unit. 1/s */
  readonly rate: Known;
  /** Until it is back in service, typically; `HAZARDS.repairs.sigma` is the spread. s */
  readonly repair: Known;
  /** Losses that end by themselves: a crash and reload, a power glitch. */
  readonly transient?: {
    /** Per unit. 1/s */
    readonly rate: Known;
    /** s */
    readonly time: Known;
  };
}

const DEAN = { provenance: 'quote', source: cite('dean2008'), asOf: '2008-05-30' } as const;
const SINGH = { provenance: 'paper', source: cite('singh2021') } as const;
const GILL = { provenance: 'paper', source: cite('gill2011') } as const;
const HPN = { provenance: 'paper', source: cite('hpn2024') } as const;

/** -ln(0.98) failures of a switch in three months: 2 % of 180,000 did not live through them. */
const SWITCH_FAILURES = 0.0202;
const SWITCH_TIME = fact('3 switch-months', SINGH);
/** Share of switch failures that came from the hardware. */
const SWITCH_HARDWARE = 0.32;

function switchDomain(alternatives: readonly Known[]): HazardDomain {
  return {
    rate: rateOf(SWITCH_HARDWARE * SWITCH_FAILURES, SWITCH_TIME, '1/switch-year', {
      ...SINGH,
      range: ['0.006 1/switch-year', '0.1 1/switch-year'],
      reason: '2 % fail within three months, 32 % of these by hardware; any tier',
      alternatives,
    }),
    repair: REPAIR_TIMES.switchRepair,
    transient: {
      rate: rateOf((1 - SWITCH_HARDWARE) * SWITCH_FAILURES, SWITCH_TIME, '1/switch-year', {
        ...SINGH,
        range: ['0.02 1/switch-year', '0.1 1/switch-year'],
        reason: 'the other 68 %: power lost, software, unknown',
      }),
      time: fact('6 min', { ...SINGH, reason: 'half of all failures were shorter' }),
    },
  };
}

/**
 * Keys are those of `HAZARD_CAUSES`. A unit is the power of one rack (shelf, busbar or PDU), one
 * switch, one coolant distribution unit or one hall.
 */
export const HAZARD_DOMAINS = {
  rackPower: {
    rate: assumed(
      '0.1 1/rack-year',
      'not published for racks of GPUs: a rack of Google went every ten years or so for any reason; high end 20 of some 45 racks in the first year of a cluster (Dean, 2008), low end redundant shelves',
      { source: cite('ford2010'), range: ['0.01 1/rack-year', '0.5 1/rack-year'] },
    ),
    repair: fact('4 h', { ...DEAN, range: ['1 h', '6 h'], reason: 'one to six hours' }),
  },
  leaf: switchDomain([
    fact('0.05 1/switch-year', { ...GILL, reason: 'top of rack, of all causes' }),
    rateOf(0.00051, fact('1 switch-month', HPN), '1/switch-year', {
      ...HPN,
      reason: '0.051 % of top-of-rack switches a month, critical errors only',
    }),
  ]),
  spine: switchDomain([
    fact('0.1 1/switch-year', { ...GILL, reason: 'aggregation switch, of all causes' }),
  ]),
  coolingUnit: {
    rate: fact('0.0219 1/CDU-year', {
      provenance: 'quote',
      source: cite('googleCdu'),
      range: ['0.0055 1/CDU-year', '0.22 1/CDU-year'],
      reason:
        'availability of 99.999 % across the fleet, redundant pumps included: 1e-5 over a repair of 4 h; high end 99.99 %',
    }),
    repair: assumed('4 h', 'not published: a pump or a controller swapped from stock', {
      range: ['1 h', '24 h'],
    }),
  },
  hall: {
    rate: fact('0.18 1/hall-year', {
      provenance: 'quote',
      source: cite('uptimeOutages'),
      range: ['0.02 1/hall-year', '0.5 1/hall-year'],
      reason:
        '53 % of operators had an outage in three years, -ln(0.47) / 3 a year; 54 % of those that hurt were of power, 19 % of cooling; low end the 9 % that were serious, high end a new cluster of Google (Dean, 2008)',
    }),
    repair: fact('6 h', {
      ...DEAN,
      range: ['1 h', '48 h'],
      reason: 'six hours after a PDU, one to two days after overheating',
    }),
  },
} as const satisfies Readonly<Record<string, HazardDomain>>;
