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

/** A fault as it strikes, before it is noticed. */
export interface Strike {
  readonly fault: Fault;
  /** The run it interrupts; none for faults of free nodes and for mere slowdowns. */
  readonly run: string | undefined;
  /** Whether it ended a healthy attempt, or a healthy replica of one. */
  readonly endedAttempt: boolean;
  /** Whether its node needs repair because of it. */
  readonly breaks: boolean;
  /** Nodes that are out of service because of it. */
  readonly nodes: readonly NodeId[];
}

export type Outcome = 'finished' | 'failed' | 'running';

/** The books of a run at any time since the last event. */
export type Books = (run: number, time: Micros) => Account;

/** What actually happens to a node; `run` is the index of the run whose gang it joins. */
export type NodeChange =
  | { readonly what: 'broken' | 'mended' | 'left' }
  | { readonly what: 'joined'; readonly run: number };

/** The processes of an attempt, as they start. */
export interface Begun {
  readonly run: RunId;
  readonly attempt: AttemptId;
  readonly replicas: number;
  /** us of training in the newest durable checkpoint, from which the attempt may start. */
  readonly work: Micros;
  readonly isRollback: boolean;
}

/** The nodes in a replica of a run's gang now. */
export type Members = (run: string, replica: number) => Int32Array;

/** Follows one life: a trace for people, or a checker. It must not change anything. */
export interface Watcher {
  /** Called before anything happens at this time. */
  advance?(now: Micros, books: Books): void;
  strike?(now: Micros, strike: Strike): void;
  /** A slowdown or a repair ended by itself, or a domain is up again. */
  calm?(now: Micros, fault: Fault): void;
  /** An event that the supervisor heard, and what it decided. */
  step?(now: Micros, event: SupervisorEvent, result: StepResult, members: Members): void;
  /** A command that the engine gets, before it acts on it. */
  command?(now: Micros, command: Command): void;
  /** An event that the engine reports, which the supervisor may hear later or never. */
  told?(now: Micros, event: SupervisorEvent): void;
  node?(now: Micros, node: NodeId, change: NodeChange): void;
  begun?(now: Micros, begun: Begun): void;
  /** No process of the run's attempt is left. */
  gone?(now: Micros, run: RunId, attempt: AttemptId): void;
  /** Training of a run ended, with these checkpoints completed since it began. */
  checkpoints?(run: number, row: CheckpointRow): void;
  end?(now: Micros, outcomes: readonly Outcome[], books: Books): void;
}
