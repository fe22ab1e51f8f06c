import type { Known } from '../base/index.ts';
import { assumed, fact, rateOf } from './fact.ts';
import { HAZARD_DOMAINS } from './hazard-domains.ts';
import { LINK_HAZARDS } from './hazard-links.ts';
import { RECOVERY } from './recovery.ts';
import { FAILURE_PROFILES } from './reliability.ts';
import { REPAIR_CREW } from './repairs.ts';
import { cite } from './sources.ts';
import { STRAGGLERS } from './stragglers.ts';

const RSC = { provenance: 'paper', source: cite('rsc') } as const;
const LANL = { provenance: 'paper', source: cite('schroeder2006') } as const;
const BYTE_ROBUST = { provenance: 'paper', source: cite('byteRobust') } as const;
const LLAMA = { provenance: 'paper', source: cite('llama3', 'section 3.3.4') } as const;

/** How failures depend on age. The rates of the failure profiles are means over a fleet's age. */
const AGEING = {
  /** Shape of the Weibull law of a node's time between failures; below 1, failures become rarer with age. */
  shape: fact('0.7', {
    ...LANL,
    range: ['0.7', '1'],
    reason:
      'nodes of Los Alamos; disks wear out instead: their replacement rate grew with age, without infant mortality (Schroeder and Gibson, FAST 2007)',
    alternatives: [
      fact('0.8', { ...LANL, reason: 'high end of the fits' }),
      assumed('1', 'no dependence on age, as every published rate for GPU nodes supposes'),
    ],
  }),
  /** Age of the nodes when a run starts. s */
  fleetAge: assumed('90 d', 'a run starts in the quarter after its nodes were handed over', {
    range: ['1 d', '4 years'],
  }),
  /** Time under load before the hand-over; no run sees the failures of that time. s */
  burnIn: assumed('7 d', 'not published: acceptance tests take days to weeks', {
    range: ['1 d', '30 d'],
  }),
  /** Share of nodes rejected by a check before their delivery. */
  burnInCatch: fact('0.015', {
    provenance: 'paper',
    source: cite('aegis'),
    range: ['0.01', '0.02'],
    reason: 'middle of 1 to 2 %',
  }),
} as const satisfies Readonly<Record<string, Known>>;

const LEMON_SHARE = fact('0.012', {
  ...RSC,
  range: ['0.012', '0.02'],
  reason: 'of RSC-1',
  alternatives: [
    fact('0.02', {
      ...RSC,
      reason: '40 lemons, if all of them were among the 2,000 nodes of RSC-1',
    }),
  ],
});

/** Failures of large jobs that ended with the removal of lemons, per failure that remained: 14 % fell to 4 %. */
const LEMON_FAILURES_PER_OTHER = 10 / 4;

/** Nodes that fail again and again. */
const LEMONS = {
  share: LEMON_SHARE,
  /** How many times as often as a healthy node a lemon fails. */
  factor: {
    ...fact('1', {
      ...RSC,
      reason:
        'the failure rate of jobs with 512 GPUs and more fell from 14 to 4 % once the lemons were removed: lemons caused 10 of 14 failures, so share x factor = 10/4 x (1 - share). This is an upper end: with a share of 2 % the factor falls to 122',
    }),
    value: (LEMON_FAILURES_PER_OTHER * (1 - LEMON_SHARE.value)) / LEMON_SHARE.value,
    range: [10, 210],
  },
  /** Span of node history from which they were found. s */
  observation: fact('28 d', RSC),
  /** Smallest share of the nodes called lemons that really were. */
  accuracy: fact('0.85', RSC),
} as const satisfies Readonly<Record<string, Known>>;

function silentRate(): Known {
  const causes = FAILURE_PROFILES['llama3-2024']?.causes ?? [];
  const silent = causes.find(({ sign }) => sign === 'silent');
  if (!silent) throw new Error('llama3-2024 has no silent cause');
  return silent.rate;
}

/** Wrong results that nothing reports. Training restarts from a checkpoint older than the first of them. */
const CORRUPTION = {
  /** Rate of corruption that is found by its effect, per node. 1/s */
  rate: silentRate(),
  /** Share of devices that sometimes compute wrong results. */
  deviceShare: fact('0.001', {
    provenance: 'quote',
    source: cite('metaSilent'),
    reason: 'about one in a thousand',
  }),
  /** From the first wrong result to its detection. s */
  detection: assumed(
    '1 h',
    'not published: minutes where a value becomes NaN, days where only the loss drifts. The high end is half a day: Llama 3 found corruption six times, which at half a day each would have cost 5 % of its time, compatible with its effective time of more than 90 %. Single cases may take weeks',
    { range: ['10 min', '12 h'] },
  ),
  recall: RECOVERY.corruptionRecall,
} as const satisfies Readonly<Record<string, Known>>;

/** People who stop a run, and people who must find out why it stopped. */
const HUMANS = {
  /** Share of incidents that are manual changes of code or data. */
  incidentShare: fact('0.173', BYTE_ROBUST),
  /** The same, as stops per incident of any other kind. */
  stopsPerFailure: fact('0.209', { ...BYTE_ROBUST, reason: '0.173 / (1 - 0.173)' }),
  /** Share of incidents that are hangs. */
  hangShare: fact('0.099', BYTE_ROBUST),
  /** Failures that automation could not handle. 1/s per job */
  interventionRate: rateOf(3, fact('54 d', LLAMA), '1/day', {
    ...LLAMA,
    reason: 'three in 54 days, on 16,384 GPUs',
  }),
  diagnosis: RECOVERY.manualDiagnosis,
} as const satisfies Readonly<Record<string, Known>>;

/** What can go wrong in a factory besides single nodes failing at a constant rate. */
export const HAZARDS = {
  ageing: AGEING,
  lemons: LEMONS,
  domains: HAZARD_DOMAINS,
  links: LINK_HAZARDS,
  corruption: CORRUPTION,
  stragglers: STRAGGLERS,
  humans: HUMANS,
  repairs: REPAIR_CREW,
} as const;
