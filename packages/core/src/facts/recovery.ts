import type { Known } from '../base/index.ts';
import { assumed, fact, rateOf } from './fact.ts';
import { cite } from './sources.ts';

const FT_HSDP = { provenance: 'paper', source: cite('ftHsdp') } as const;
const BYTE_ROBUST = { provenance: 'paper', source: cite('byteRobust') } as const;
const MEGASCALE = { provenance: 'paper', source: cite('megaScale') } as const;
const LLAMA = { provenance: 'paper', source: cite('llama3', 'section 3.3.4') } as const;
const RSC = { provenance: 'paper', source: cite('rsc') } as const;

/**
 * The parts of a synchronous restart at 98,304 GPUs. They add up to 800 s where the same paper
 * says ten minutes, so some overlap: use them for shape, `restartOverhead` for the total.
 */
export const RESTART_PARTS = {
  detect: fact('60 s', FT_HSDP),
  schedule: fact('120 s', FT_HSDP),
  loadCheckpoint: fact('120 s', FT_HSDP),
  initialiseCollectives: fact('300 s', FT_HSDP),
  firstStep: fact('200 s', FT_HSDP),
} as const satisfies Readonly<Record<string, Known>>;

/** From a failure to training again. */
export const RECOVERY = {
  /** Of a whole synchronous job, without the work to be repeated. */
  restartOverhead: fact('10 min', {
    ...FT_HSDP,
    range: ['5 min', '20 min'],
    reason: 'at about 98,000 GPUs; the range is that of RSC jobs (arXiv:2410.21680)',
  }),
  /** When one replica is lost and the others go on. */
  replicaRecovery: fact('3 min', FT_HSDP),
  /** No RDMA traffic for so long is a hang. */
  hangRule: fact('10 min', BYTE_ROBUST),
  healthCheckInterval: fact('5 min', RSC),
  /** Share of corrupting GPUs that the maker's diagnostic finds. */
  corruptionRecall: fact('0.7', BYTE_ROBUST),
  automaticDiagnosis: fact('10 min', { ...MEGASCALE, reason: 'under ten minutes on average' }),
  /** To where training was before the failure, once restarted. */
  catchUp: fact('15 min', { ...MEGASCALE, reason: 'within fifteen minutes' }),
  manualDiagnosis: fact('30 min', {
    provenance: 'paper',
    source: cite('minder'),
    reason: 'over half an hour',
  }),
  /** With a spare ready; heavy-tailed: the mean is ten times the median. */
  spareSwapMedian: fact('222 s', { provenance: 'quote', source: cite('olmoHybrid') }),
  spareSwapMean: fact('2334 s', { provenance: 'quote', source: cite('olmoHybrid') }),
} as const satisfies Readonly<Record<string, Known>>;

/** From a fault to the part being back in service. */
export const REPAIR_TIMES = {
  reboot: fact('30 min', { provenance: 'quote', source: cite('nvSentinel') }),
  /** A node on the bench: a GPU, a card, a board. */
  nodeRepair: assumed(
    '24 h',
    'nobody publishes it: a working day to reach it and one to test it, from the hours of a tray swap to the days of a return to the maker',
    { range: ['2 h', '168 h'] },
  ),
  /** A transceiver, a cable or a port. */
  linkRepair: assumed('2 h', 'nobody publishes it: a technician with a spare in the hall', {
    range: ['30 min', '24 h'],
  }),
  switchRepair: assumed('8 h', 'nobody publishes it: a spare switch, cabled and configured', {
    range: ['2 h', '24 h'],
  }),
} as const satisfies Readonly<Record<string, Known>>;

export const MAINTENANCE = {
  /** Planned interruptions of the whole job: 47 in 54 days. */
  plannedRate: rateOf(47, fact('54 d', LLAMA), '1/day', LLAMA),
  /** Share of nodes to hold as warm standbys: 4 per 1,024, the 99th percentile of a binomial. */
  warmStandby: fact('0.00390625', BYTE_ROBUST),
  /** Share of nodes out of service at a time. */
  nodeUnavailability: fact('0.007', {
    provenance: 'measured',
    source: cite('twoGpus'),
    reason: 'H100 nodes were available 99.3 % of the time; A100 nodes 99.4 %',
  }),
} as const satisfies Readonly<Record<string, Known>>;

export const STRAGGLERS = {
  /** Share of jobs at 128 GPUs and more that lost over a tenth to stragglers. */
  jobsAffected: fact('0.425', { provenance: 'paper', source: cite('stragglers') }),
  /** Share of GPU hours that stragglers wasted. */
  hoursWasted: fact('0.104', { provenance: 'paper', source: cite('stragglers') }),
  /** Lemon nodes among the nodes of RSC-1: 40 of about 2,000. */
  lemonShare: fact('0.02', RSC),
} as const satisfies Readonly<Record<string, Known>>;
