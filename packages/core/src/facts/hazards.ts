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
  /** Of a Weibull law of the time between failures of a node; below 1: the longer it ran, the safer. */
  shape: fact('0.7', {
    ...LANL,
    range: ['0.7', '1'],
    reason:
      'nodes of Los Alamos; disks wear out instead: their replacement grew with age, without infant mortality (Schroeder and Gibson, FAST 2007)',
    alternatives: [
      fact('0.8', { ...LANL, reason: 'high end of the fits' }),
      assumed('1', 'no dependence on age: what every published rate of GPU nodes supposes'),
    ],
  }),
  /** Age of the nodes when a run starts. s */
  fleetAge: assumed('90 d', 'a run starts in the quarter after its nodes were handed over', {
    range: ['1 d', '4 years'],
  }),
  /** Load before the hand-over, whose failures no run sees. s */
  burnIn: assumed('7 d', 'not published: acceptance tests take days to weeks', {
    range: ['1 d', '30 d'],
  }),
  /** Share of nodes that a check before their delivery keeps back. */
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
    fact('0.02', { ...RSC, reason: '40 lemons, if all were among the 2,000 nodes of RSC-1' }),
  ],
});

/** Failures of large jobs that went when the lemons were taken out, for each one that stayed: 14 to 4 %. */
const LEMON_FAILURES_PER_OTHER = 10 / 4;

/** Nodes that fail again and again. */
const LEMONS = {
  share: LEMON_SHARE,
  /** How many times as often as a healthy node a lemon fails. */
  factor: {
    ...fact('1', {
      ...RSC,
      reason:
        'failures of jobs at 512 GPUs and more fell from 14 to 4 % without the lemons: these carried 10 of 14, so share x factor = 10/4 x (1 - share). An upper end: the factor falls to 122 with a share of 2 %',
    }),
    value: (LEMON_FAILURES_PER_OTHER * (1 - LEMON_SHARE.value)) / LEMON_SHARE.value,
    range: [10, 210],
  },
  /** Window of node history by which they were found. s */
  observation: fact('28 d', RSC),
  /** Share of the nodes called lemons that were, at least. */
  accuracy: fact('0.85', RSC),
} as const satisfies Readonly<Record<string, Known>>;

function silentRate(): Known {
  const causes = FAILURE_PROFILES['llama3-2024']?.causes ?? [];
  const silent = causes.find(({ sign }) => sign === 'silent');
  if (!silent) throw new Error('llama3-2024: no silent cause');
  return silent.rate;
}

/** Wrong results that nothing reports. Training goes back to a checkpoint older than the first of them. */
const CORRUPTION = {
  /** That it is found by its effect, per node. 1/s */
  rate: silentRate(),
  /** Share of devices that compute wrongly at times. */
  deviceShare: fact('0.001', {
    provenance: 'quote',
    source: cite('metaSilent'),
    reason: 'about one in a thousand',
  }),
  /** From the first wrong result to its detection. s */
  detection: assumed(
    '1 h',
    'not published: minutes where a value turns into a NaN, days where only the loss drifts; six times half a day, as often as Llama 3 found it, would have cost that run 5 % of its time, and it was effective for more than 90 %, which half a day each time would not rule out: the high end; single cases may take weeks',
    { range: ['10 min', '12 h'] },
  ),
  recall: RECOVERY.corruptionRecall,
} as const satisfies Readonly<Record<string, Known>>;

/** People who stop a run, and who must find out why it stands. */
const HUMANS = {
  /** Share of incidents that are changes of code or data by hand. */
  incidentShare: fact('0.173', BYTE_ROBUST),
  /** The same as stops per incident of any other kind. */
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

/** What can go wrong in a factory beyond single nodes that fail at a constant rate. */
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
