import type { Known } from '../base/index.ts';
import { fact, rateOf, sigmaOf } from './fact.ts';
import { cite } from './sources.ts';

const FT_HSDP = { provenance: 'paper', source: cite('ftHsdp') } as const;
const BYTE_ROBUST = { provenance: 'paper', source: cite('byteRobust') } as const;
const MEGASCALE = { provenance: 'paper', source: cite('megaScale') } as const;
const LLAMA = { provenance: 'paper', source: cite('llama3', 'section 3.3.4') } as const;
const OLMO = { provenance: 'quote', source: cite('olmoHybrid') } as const;
const RSC = { provenance: 'paper', source: cite('rsc') } as const;

/**
 * The parts of a synchronous restart at 98,304 GPUs. They add up to 800 s although the same paper
 * says ten minutes, so some overlap: use them for the proportions, `restartOverhead` for the total.
 */
export const RESTART_PARTS = {
  detect: fact('60 s', FT_HSDP),
  schedule: fact('120 s', FT_HSDP),
  loadCheckpoint: fact('120 s', FT_HSDP),
  initialiseCollectives: fact('300 s', FT_HSDP),
  firstStep: fact('200 s', FT_HSDP),
} as const satisfies Readonly<Record<string, Known>>;

const SPARE_SWAP_MEDIAN = fact('222 s', OLMO);
const SPARE_SWAP_MEAN = fact('2334 s', OLMO);

/** From a failure until training resumes. */
export const RECOVERY = {
  /** For a whole synchronous job, without the work to be repeated. */
  restartOverhead: fact('10 min', {
    ...FT_HSDP,
    range: ['5 min', '20 min'],
    reason: 'at about 98,000 GPUs; the range is that of RSC jobs (arXiv:2410.21680)',
  }),
  /** When one replica is lost and the others continue. */
  replicaRecovery: fact('3 min', FT_HSDP),
  /** The replicas of that job, at 98,304 GPUs, and the GPUs of each. */
  replicas: fact('12 replica', FT_HSDP),
  replicaSize: fact('8192 GPU', FT_HSDP),
  /** How many times as fast a job resumes with warm standbys as when queued again; 16,384 GPUs. */
  standbySpeedUp: fact('10.87', BYTE_ROBUST),
  /** The same for new code or settings deployed without giving up the nodes. */
  hotUpdateSpeedUp: fact('11.04', BYTE_ROBUST),
  /** Time without RDMA traffic that counts as a hang. */
  hangRule: fact('10 min', BYTE_ROBUST),
  healthCheckInterval: fact('5 min', RSC),
  /** Share of GPUs with silent corruption that the maker's diagnostic finds. */
  corruptionRecall: fact('0.7', BYTE_ROBUST),
  automaticDiagnosis: fact('10 min', { ...MEGASCALE, reason: 'under ten minutes on average' }),
  /** From the restart to the point that training had reached before the failure. */
  catchUp: fact('15 min', { ...MEGASCALE, reason: 'within fifteen minutes' }),
  manualDiagnosis: fact('30 min', {
    provenance: 'paper',
    source: cite('minder'),
    reason: 'over half an hour',
  }),
  /** With a spare ready. Heavy-tailed: the mean is ten times the median. */
  spareSwapMedian: SPARE_SWAP_MEDIAN,
  spareSwapMean: SPARE_SWAP_MEAN,
  /** Standard deviation of the logarithm of that time, taken as log-normal. */
  spareSwapSigma: sigmaOf(SPARE_SWAP_MEDIAN, SPARE_SWAP_MEAN, {
    ...OLMO,
    reason: 'sqrt(2 ln(mean / median)) of 38 min 54 s and 3 min 42 s',
  }),
} as const satisfies Readonly<Record<string, Known>>;

export const MAINTENANCE = {
  /** Planned interruptions of the whole job: 47 in 54 days. */
  plannedRate: rateOf(47, fact('54 d', LLAMA), '1/day', LLAMA),
  /** Share of nodes to hold as warm standbys: 4 per 1,024, the 99th percentile of a binomial. */
  warmStandby: fact('0.00390625', BYTE_ROBUST),
  /** Share of nodes out of service at any time. */
  nodeUnavailability: fact('0.007', {
    provenance: 'measured',
    source: cite('twoGpus'),
    reason: 'H100 nodes were available 99.3 % of the time; A100 nodes 99.4 %',
  }),
} as const satisfies Readonly<Record<string, Known>>;
