import type { Seconds } from '../../../base/index.ts';
import type { Engine } from '../engine.ts';
import type { NodeId, RunId } from '../ids.ts';
import type { RunSpec } from '../policy.ts';
import { flatTopology, type Topology } from '../topology.ts';

/** The fleet that an engine is tested with: 12 nodes under one leaf, one run of replicas and one that is a gang. */
export interface Setting {
  readonly topology: Topology;
  readonly runs: readonly RunSpec[];
}

/** What a test can break. */
export type Hurt =
  /** A node needs repair, which takes less than `patience`. */
  | { readonly what: 'node'; readonly node: NodeId }
  /** All processes of a run die; its nodes are well. */
  | { readonly what: 'attempt'; readonly run: RunId }
  /** For this long the health of a run is unknown. */
  | { readonly what: 'doubt'; readonly run: RunId; readonly seconds: Seconds };

/** An engine under test, and what a test needs besides it. */
export interface Subject {
  readonly engine: Engine;
  /** s within which the engine confirms any order that it can carry out, and notices any failure. */
  readonly patience: Seconds;
  /** Lets time pass; whatever happens meanwhile is reported before this returns. */
  pass(seconds: Seconds): void | Promise<void>;
  hurt(hurt: Hurt): void | Promise<void>;
}

export type NewEngine = (setting: Setting) => Subject | Promise<Subject>;

const POLICY: RunSpec['policy'] = {
  checkpoint: { kind: 'fixed', interval: 60 },
  recovery: 'spare',
  hangTimeout: 60,
  probeInterval: 60,
  watchInterval: 600,
  confirmTimeout: 600,
  diagnosisWindow: 600,
  stragglerThreshold: 1.1,
  stragglerPatience: 600,
  growAfter: 600,
  retryBudgets: {},
  crashLoopAttempts: 10,
};

export const SETTING: Setting = {
  topology: flatTopology(12),
  runs: [
    {
      run: 'a',
      priority: 0,
      replicas: 2,
      nodesPerReplica: 2,
      minReplicas: 1,
      policy: { ...POLICY, recovery: 'replica' },
    },
    { run: 'b', priority: 1, replicas: 2, nodesPerReplica: 1, minReplicas: 2, policy: POLICY },
  ],
};
