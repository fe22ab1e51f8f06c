import type { Seconds } from '../../base/index.ts';
import type { Recovery } from '../../facts/index.ts';
import type { RunId } from './ids.ts';
import type { Topology } from './topology.ts';

/** How long to train between the end of one checkpoint's write and the start of the next. */
export type CheckpointPolicy =
  | { readonly kind: 'fixed'; readonly interval: Seconds }
  /** Young's and Daly's optimum for this write time and expected time between interruptions. */
  | { readonly kind: 'young'; readonly writeTime: Seconds; readonly meanTime: Seconds }
  /** The same from the interruptions seen so far, with `meanTime` as the guess before the first. */
  | { readonly kind: 'adaptive'; readonly writeTime: Seconds; readonly meanTime: Seconds };

/** How a run is kept alive. Times in s. */
export interface Policy {
  readonly checkpoint: CheckpointPolicy;
  readonly recovery: Recovery;
  /** Without progress for this long, an engine reports the attempt's health as unknown. */
  readonly hangTimeout: Seconds;
  /** After an unknown observation, the engine is asked again this much later. */
  readonly probeInterval: Seconds;
  /** A running attempt is looked at this often, for a word of its end may have been lost. */
  readonly watchInterval: Seconds;
  /** An order that nothing confirmed is sent again, under the same id, after this long. */
  readonly confirmTimeout: Seconds;
  /** A diagnosis that takes longer is given up: the cause counts as unknown and no node as bad. */
  readonly diagnosisWindow: Seconds;
  /** A slowdown above this for `stragglerPatience` costs the slow nodes their place; 1.05 is 5 %. */
  readonly stragglerThreshold: number;
  readonly stragglerPatience: Seconds;
  /** A shrunk run that could have its nodes back is stopped and started on them after this long. */
  readonly growAfter: Seconds;
  /** Failures of one cause allowed since the last new checkpoint; causes without an entry have no budget of their own. */
  readonly retryBudgets: Readonly<Record<string, number>>;
  /** After this many failed attempts without a new checkpoint, the run is stopped as a crash loop. */
  readonly crashLoopAttempts: number;
}

/** How the fleet as a whole is treated. */
export interface FleetPolicy {
  /**
   * Largest share of the fleet that may be cordoned at once; beyond it the supervisor waits. Above 0 it
   * allows one node in however small a fleet; 0 cordons none, and leaves bad nodes to a person.
   */
  readonly maxCordonShare: number;
  /** Free nodes kept started and checked, so that they join a gang at once. */
  readonly warmStandbys: number;
  /** Nodes that are out, and domains that are down, are asked after this often. */
  readonly sweepInterval: Seconds;
}

/** What one run wants. */
export interface RunSpec {
  readonly run: RunId;
  /** A run gives way to runs of a higher priority. */
  readonly priority: number;
  /** Data-parallel replicas. */
  readonly replicas: number;
  readonly nodesPerReplica: number;
  /** With fewer replicas than this it does not train; `replicas` when it may not shrink. */
  readonly minReplicas: number;
  readonly policy: Policy;
}

/** Observe: say what is seen. Advise: also say what should be done. Act: do it. */
export type Mode = 'observe' | 'advise' | 'act';

/** What does not change while a supervisor lives. */
export interface SupervisorConfig {
  readonly mode: Mode;
  readonly topology: Topology;
  readonly fleet: FleetPolicy;
  readonly runs: readonly RunSpec[];
}
