import type { Seconds } from '../base/index.ts';

/** How a run is kept alive. Times in s. */
export interface Policy {
  /** Training time between the end of one checkpoint write and the start of the next. */
  readonly checkpointInterval: Seconds;
  /** Without progress for this long, an engine reports the attempt's health as unknown. */
  readonly hangTimeout: Seconds;
  /** After an unknown observation, the engine is asked again this much later. */
  readonly probeInterval: Seconds;
  /** An order that nothing confirmed is sent again, under the same id, after this long. */
  readonly confirmTimeout: Seconds;
  /** Whether spare nodes may replace failed ones, or the run waits for the repair. */
  readonly useSpares: boolean;
  /**
   * Largest share of the fleet that may be cordoned at once; beyond it the supervisor waits. Above 0 it
   * allows one node in however small a fleet; 0 cordons none, and leaves bad nodes to a person.
   */
  readonly maxCordonShare: number;
  /** Failures of one cause allowed since the last new checkpoint; causes without an entry have no budget of their own. */
  readonly retryBudgets: Readonly<Record<string, number>>;
  /** After this many failed attempts without a new checkpoint, the run is stopped as a crash loop. */
  readonly crashLoopAttempts: number;
}

/** Observe: say what is seen. Advise: also say what should be done. Act: do it. */
export type Mode = 'observe' | 'advise' | 'act';

/** What does not change while a supervisor lives. */
export interface SupervisorConfig {
  readonly run: string;
  readonly mode: Mode;
  readonly policy: Policy;
  /** Nodes in the fleet; those outside the gang are its spares. */
  readonly nodes: number;
  /** Nodes that the run needs, all of them at once. */
  readonly gangNodes: number;
}
