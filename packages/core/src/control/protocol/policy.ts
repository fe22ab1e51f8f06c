import type { Recovery, Seconds } from '../../base/index.ts';
import type { RunId } from './ids.ts';
import type { Topology } from './topology.ts';

/** How long to train between the end of one checkpoint's write and the start of the next. */
export type CheckpointPolicy =
  | { readonly kind: 'fixed'; readonly interval: Seconds }
  /** The optimum of Young and Daly for this write time and expected time between interruptions. */
  | { readonly kind: 'young'; readonly writeTime: Seconds; readonly meanTime: Seconds }
  /** The same, from the interruptions seen so far; `meanTime` is the guess before the first. */
  | { readonly kind: 'adaptive'; readonly writeTime: Seconds; readonly meanTime: Seconds };

/** How a run is kept alive. Times in s. */
export interface Policy {
  readonly checkpoint: CheckpointPolicy;
  readonly recovery: Recovery;
  /** After this long without progress, an engine reports the attempt's health as unknown. */
  readonly hangTimeout: Seconds;
  /** After an unknown observation, the engine is asked again this much later. */
  readonly probeInterval: Seconds;
  /** A running attempt is checked this often, because the report of its end may have been lost. */
  readonly watchInterval: Seconds;
  /** An unconfirmed order is sent again, under the same id, after this long. */
  readonly confirmTimeout: Seconds;
  /** A diagnosis that takes longer is abandoned: the cause counts as unknown and no node as bad. */
  readonly diagnosisWindow: Seconds;
  /** Nodes that slow the run by more than this factor for `stragglerPatience` are replaced; 1.05 is 5 %. */
  readonly stragglerThreshold: number;
  readonly stragglerPatience: Seconds;
  /** A shrunk run that could be complete again is restarted on more nodes after this long. */
  readonly growAfter: Seconds;
  /** Failures allowed per cause since the last new checkpoint; causes without an entry have no separate budget. */
  readonly retryBudgets: Readonly<Record<string, number>>;
  /** After this many failed attempts without a new checkpoint, the run is stopped as a crash loop. */
  readonly crashLoopAttempts: number;
}

/** How the fleet as a whole is treated. */
export interface FleetPolicy {
  /**
   * Largest share of the fleet that may be cordoned at once; beyond it the supervisor waits. Above 0 it
   * always allows one node, however small the fleet; 0 cordons none and leaves bad nodes to a person.
   */
  readonly maxCordonShare: number;
  /** Free nodes kept started and checked, so that they join a gang at once. */
  readonly warmStandbys: number;
  /** How often the supervisor asks about nodes that are out and domains that are down. */
  readonly sweepInterval: Seconds;
}

/** What one run wants. */
export interface RunSpec {
  readonly run: RunId;
  /** Whether it trains, as when left out, or answers people; only what is said of it differs. */
  readonly kind?: 'train' | 'serve';
  /** A run gives way to runs of a higher priority. */
  readonly priority: number;
  /** Data-parallel replicas. */
  readonly replicas: number;
  readonly nodesPerReplica: number;
  /** It does not train on fewer replicas than this; equals `replicas` if it may not shrink. */
  readonly minReplicas: number;
  readonly policy: Policy;
}

/** Observe: report what is seen. Advise: also say what should be done. Act: do it. */
export type Mode = 'observe' | 'advise' | 'act';

/** What stays the same for the life of a supervisor. */
export interface SupervisorConfig {
  readonly mode: Mode;
  readonly topology: Topology;
  readonly fleet: FleetPolicy;
  readonly runs: readonly RunSpec[];
}
