import type { Policy, RunSpec } from '../../../control/protocol/index.ts';
import { flatTopology } from '../../../control/protocol/index.ts';
import type { TimedFault } from '../../fault.ts';
import type { TwinRun, TwinScenario } from '../../scenario.ts';
import type { MessageFault, SimCase } from '../sim-case.ts';

/** When faults end and messages flow again, s, in all of these cases, and when the life ends. */
const HEAL_AT = 10_800;
const HORIZON = 86_400;

const POLICY: Policy = {
  checkpoint: { kind: 'fixed', interval: 600 },
  recovery: 'spare',
  hangTimeout: 300,
  probeInterval: 60,
  watchInterval: 900,
  confirmTimeout: 300,
  diagnosisWindow: 900,
  stragglerThreshold: 1.1,
  stragglerPatience: 600,
  growAfter: 1800,
  retryBudgets: {},
  crashLoopAttempts: 10,
};

/** A run that trains beyond the horizon. */
export function smallRun(
  change: Partial<RunSpec>,
  policy: Partial<Policy> = {},
  start = 0,
): TwinRun {
  const spec: RunSpec = {
    run: 'run-0',
    priority: 0,
    replicas: 2,
    nodesPerReplica: 1,
    minReplicas: 2,
    policy: { ...POLICY, ...policy },
    ...change,
  };
  return {
    kind: 'train',
    spec,
    start,
    work: 10 * HORIZON,
    jobHazards: [],
    personRate: 0,
    maintenanceRate: 0,
    maintenance: fixed(600),
    checkpoint: { writeTime: 10, bytes: 1e9 },
    times: {
      detectCrash: fixed(30),
      diagnose: fixed(120),
      restart: fixed(120),
      spareSwap: fixed(60),
      warmSwap: fixed(10),
      shrink: fixed(30),
      rejoin: fixed(60),
    },
    step: { computeShare: 0.6, networkShare: 0.2, stages: 1, microBatches: 1, modelChunks: 1 },
  };
}

/** A fleet of a few nodes under one leaf. */
export function smallCase(
  nodes: number,
  runs: readonly TwinRun[],
  faults: readonly TimedFault[],
  messages: readonly MessageFault[],
): SimCase {
  const scenario: TwinScenario = {
    gpusPerNode: 8,
    topology: flatTopology(nodes),
    fleet: { maxCordonShare: 1, warmStandbys: 0, sweepInterval: 3600 },
    runs,
    causes: [],
    age: 0,
    ratesSeenFor: 1,
    lemons: { share: 0, factor: 1 },
    domains: [],
    stragglers: {
      rate: 0,
      factor: 1,
      duration: fixed(0),
      repair: fixed(600),
      flapStall: 0,
      heatShare: 0,
      imbalanceShare: 0,
    },
    corruption: { cause: 'corruption', rate: 0, latency: fixed(0), recall: 1, repair: fixed(0) },
    repair: { crews: 1, parts: 1, partLeadTime: 600 },
    storageBandwidth: Number.POSITIVE_INFINITY,
    monitorTime: fixed(60),
    duringRecovery: 'restart',
    faults,
    horizon: HORIZON,
  };
  return { seed: 0, scenario, messages, healAt: HEAL_AT };
}

function fixed(median: number) {
  return { median, sigma: 0 };
}
