import type { NodeId, StepResult, SupervisorEvent } from '../control/index.ts';
import type { Account, CheckpointRow } from './ledger.ts';
import type { Micros } from './micros.ts';

/** Something that breaks, as it happens and before anybody has noticed. */
export interface Fault {
  readonly cause: string;
  readonly component: string;
  /** None for a fault of the job as a whole. */
  readonly node: NodeId | undefined;
  /** Whether it ended an attempt that was alive and well. */
  readonly endedAttempt: boolean;
  /** Whether it counts as an unexpected interruption: faults of spare nodes do not. */
  readonly interrupts: boolean;
}

export type Outcome = 'finished' | 'failed' | 'running';

/** Follows one life: a trace for people, or a checker. It must not change anything. */
export interface Watcher {
  /** Before anything of this time happens; `accountAt` tells the books of any time since the last. */
  advance?(now: Micros, accountAt: (time: Micros) => Account): void;
  fault?(now: Micros, fault: Fault): void;
  /** The supervisor was told something, and what it made of it. */
  step?(now: Micros, event: SupervisorEvent, result: StepResult): void;
  /** Training ended, with these checkpoints complete since it began. */
  checkpoints?(row: CheckpointRow): void;
  end?(now: Micros, outcome: Outcome, account: Account): void;
}
