import type { StepResult } from '../control/index.ts';
import type {
  AttemptId,
  Command,
  Micros,
  NodeId,
  RunId,
  SupervisorEvent,
} from '../control/protocol/index.ts';
import type { Fault } from './fault.ts';
import type { Account, CheckpointRow } from './ledger.ts';

/** A fault as it strikes, before anybody has noticed. */
export interface Strike {
  readonly fault: Fault;
  /** The run that it interrupts; none for faults of free nodes and for mere slowdowns. */
  readonly run: string | undefined;
  /** Whether it ended an attempt, or a replica of one, that was alive and well. */
  readonly endedAttempt: boolean;
  /** Whether its node needs repair through it. */
  readonly breaks: boolean;
  /** Nodes that are out of service through it. */
  readonly nodes: readonly NodeId[];
}

export type Outcome = 'finished' | 'failed' | 'running';

/** The books of a run at any time since the last thing happened. */
export type Books = (run: number, time: Micros) => Account;

/** What becomes of a node in truth; `run` is the index of the run whose gang it joins. */
export type NodeChange =
  | { readonly what: 'broken' | 'mended' | 'left' }
  | { readonly what: 'joined'; readonly run: number };

/** Processes of an attempt, as they come into being. */
export interface Begun {
  readonly run: RunId;
  readonly attempt: AttemptId;
  readonly replicas: number;
  /** us of training in the newest durable checkpoint, from which the attempt may start. */
  readonly work: Micros;
  readonly isRollback: boolean;
}

/** Who sits in a replica of a run's gang now. */
export type Members = (run: string, replica: number) => Int32Array;

/** Follows one life: a trace for people, or a checker. It must not change anything. */
export interface Watcher {
  /** Before anything of this time happens. */
  advance?(now: Micros, books: Books): void;
  strike?(now: Micros, strike: Strike): void;
  /** A slowdown or a repair ended by itself, or a domain is up again. */
  calm?(now: Micros, fault: Fault): void;
  /** The supervisor was told something, and what it made of it. */
  step?(now: Micros, event: SupervisorEvent, result: StepResult, members: Members): void;
  /** An engine gets a command, before it acts on it. */
  command?(now: Micros, command: Command): void;
  /** An engine says something, which the supervisor may hear later or never. */
  told?(now: Micros, event: SupervisorEvent): void;
  node?(now: Micros, node: NodeId, change: NodeChange): void;
  begun?(now: Micros, begun: Begun): void;
  /** Nothing of the run's attempt is left. */
  gone?(now: Micros, run: RunId, attempt: AttemptId): void;
  /** Training of a run ended, with these checkpoints complete since it began. */
  checkpoints?(run: number, row: CheckpointRow): void;
  end?(now: Micros, outcomes: readonly Outcome[], books: Books): void;
}
