import { flatTopology } from '../control/protocol/index.ts';
import type { TwinCause, TwinDuration, TwinRun, TwinScenario } from './index.ts';
import { liveOnce, type Strike } from './index.ts';

export const DAY = 86_400;

export const constant = (median: number): TwinDuration => ({ median, sigma: 0 });

/** A run of one replica of eight nodes, to which nothing happens and for which nothing takes time. */
export const STEADY: TwinRun = {
  kind: 'train',
  spec: {
    run: 'steady',
    priority: 0,
    replicas: 1,
    nodesPerReplica: 8,
    minReplicas: 1,
    policy: {
      checkpoint: { kind: 'fixed', interval: 600 },
      recovery: 'spare',
      hangTimeout: 600,
      probeInterval: 60,
      watchInterval: 3600,
      confirmTimeout: 3600,
      diagnosisWindow: 3600,
      stragglerThreshold: 1.1,
      stragglerPatience: 1800,
      growAfter: 3600,
      retryBudgets: {},
      crashLoopAttempts: 1e9,
    },
  },
  start: 0,
  work: 1e9,
  jobHazards: [],
  personRate: 0,
  maintenanceRate: 0,
  maintenance: constant(0),
  checkpoint: { writeTime: 0, bytes: 0 },
  times: {
    detectCrash: constant(0),
    diagnose: constant(0),
    restart: constant(0),
    spareSwap: constant(0),
    warmSwap: constant(0),
    shrink: constant(0),
    rejoin: constant(0),
  },
  step: { computeShare: 1, networkShare: 0, stages: 1, microBatches: 1, modelChunks: 1 },
};

/** Twelve nodes, on eight of which the steady run trains for ten days. */
export const QUIET: TwinScenario = {
  gpusPerNode: 8,
  topology: flatTopology(12),
  fleet: { maxCordonShare: 1, warmStandbys: 0, sweepInterval: DAY },
  runs: [STEADY],
  causes: [],
  age: 90 * DAY,
  ratesSeenFor: 54 * DAY,
  lemons: { share: 0, factor: 1 },
  domains: [],
  stragglers: {
    rate: 0,
    factor: 1,
    duration: constant(0),
    repair: constant(0),
    flapStall: 0,
    heatShare: 0,
    imbalanceShare: 0,
  },
  corruption: {
    cause: 'Silent data corruption',
    rate: 0,
    latency: constant(0),
    recall: 1,
    repair: constant(0),
  },
  repair: {
    crews: Number.POSITIVE_INFINITY,
    parts: Number.POSITIVE_INFINITY,
    partLeadTime: 0,
  },
  storageBandwidth: Number.POSITIVE_INFINITY,
  monitorTime: constant(0),
  duringRecovery: 'restart',
  faults: [],
  horizon: 10 * DAY,
};

/** The steady run with some of its fields, its policy's and its times changed. */
export function runWith(
  change: Partial<TwinRun> = {},
  policy: Partial<TwinRun['spec']['policy']> = {},
  times: Partial<TwinRun['times']> = {},
): TwinRun {
  const run = { ...STEADY, ...change };
  return {
    ...run,
    spec: { ...run.spec, policy: { ...run.spec.policy, ...policy } },
    times: { ...run.times, ...times },
  };
}

/** As `runWith`, on several replicas. */
export function replicated(
  replicas: number,
  nodesPerReplica: number,
  policy: Partial<TwinRun['spec']['policy']> = {},
  times: Partial<TwinRun['times']> = {},
): TwinRun {
  const spec = { ...STEADY.spec, replicas, nodesPerReplica, minReplicas: 1 };
  return runWith({ spec }, policy, times);
}

/** Crashes at a rate per node and s; without a repair, restarting is enough. */
export function cause(ratePerNodeSecond: number, repair?: TwinDuration): TwinCause {
  return {
    name: repair ? 'Faulty GPU' : 'Software bug',
    component: repair ? 'gpu' : 'job',
    ratePerNodeSecond,
    shape: 1,
    detection: 'crash',
    ...(repair ? { repair } : {}),
    replacesPart: repair !== undefined,
  };
}

/** A life's strikes with their times in s. */
export function strikesOf(scenario: TwinScenario, seed = 1): (Strike & { readonly at: number })[] {
  const strikes: (Strike & { at: number })[] = [];
  liveOnce(scenario, seed, 0, {
    watcher: { strike: (now, strike) => strikes.push({ ...strike, at: now / 1e6 }) },
  });
  return strikes;
}
