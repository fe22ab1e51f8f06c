import type { Known } from '../base/index.ts';
import { assumed, fact, rateOf } from './fact.ts';
import { REPAIR_TIMES } from './repairs.ts';
import { cite } from './sources.ts';

/** Something that many nodes share, and lose together. */
export interface HazardDomain {
  /** Rate of losses that need a repair, per unit. 1/s */
  readonly rate: Known;
  /** Median time until it is back in service; `HAZARDS.repairs.sigma` is the spread. s */
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

/** -ln(0.98) failures per switch in three months, for 2 % of 180,000 switches failed in that time. */
const SWITCH_FAILURES = 0.0202;
const SWITCH_TIME = fact('3 switch-months', SINGH);
/** Share of switch failures that came from the hardware. */
const SWITCH_HARDWARE = 0.32;

function switchDomain(alternatives: readonly Known[]): HazardDomain {
  return {
    rate: rateOf(SWITCH_HARDWARE * SWITCH_FAILURES, SWITCH_TIME, '1/switch-year', {
      ...SINGH,
      range: ['0.006 1/switch-year', '0.1 1/switch-year'],
      reason: '2 % fail within three months, 32 % of these because of hardware; any tier',
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
 * The keys are those of `HAZARD_CAUSES`. A unit is the power supply of one rack (shelf, busbar or PDU), one
 * switch, one coolant distribution unit or one hall.
 */
export const HAZARD_DOMAINS = {
  rackPower: {
    rate: assumed(
      '0.1 1/rack-year',
      'not published for racks of GPUs: at Google a rack was lost about every ten years, for any reason; high end 20 of some 45 racks in the first year of a cluster (Dean, 2008), low end redundant shelves',
      { source: cite('ford2010'), range: ['0.01 1/rack-year', '0.5 1/rack-year'] },
    ),
    repair: fact('4 h', { ...DEAN, range: ['1 h', '6 h'], reason: 'one to six hours' }),
  },
  leaf: switchDomain([
    fact('0.05 1/switch-year', { ...GILL, reason: 'top of rack, all causes' }),
    rateOf(0.00051, fact('1 switch-month', HPN), '1/switch-year', {
      ...HPN,
      reason: '0.051 % of top-of-rack switches per month, critical errors only',
    }),
  ]),
  spine: switchDomain([
    fact('0.1 1/switch-year', { ...GILL, reason: 'aggregation switch, all causes' }),
  ]),
  coolingUnit: {
    rate: fact('0.0219 1/CDU-year', {
      provenance: 'quote',
      source: cite('googleCdu'),
      range: ['0.0055 1/CDU-year', '0.22 1/CDU-year'],
      reason:
        'availability of 99.999 % across the fleet, redundant pumps included: 1e-5 over a repair of 4 h; high end 99.99 %',
    }),
    repair: assumed('4 h', 'not published: the time to swap a pump or a controller from stock', {
      range: ['1 h', '24 h'],
    }),
  },
  hall: {
    rate: fact('0.18 1/hall-year', {
      provenance: 'quote',
      source: cite('uptimeOutages'),
      range: ['0.02 1/hall-year', '0.5 1/hall-year'],
      reason:
        '53 % of operators had an outage in three years, -ln(0.47) / 3 per year; 54 % of those with an impact were caused by power, 19 % by cooling; low end the 9 % that were serious, high end a new cluster at Google (Dean, 2008)',
    }),
    repair: fact('6 h', {
      ...DEAN,
      range: ['1 h', '48 h'],
      reason: 'six hours after a PDU failed, one to two days after overheating',
    }),
  },
} as const satisfies Readonly<Record<string, HazardDomain>>;
