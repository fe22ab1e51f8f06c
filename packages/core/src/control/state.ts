import { createPool, type NodePool } from './pool.ts';
import type { Command } from './protocol/command.ts';
import type { Diagnosis } from './protocol/event.ts';
import type { AttemptId, CommandId, Epoch, NodeId, ReplicaId } from './protocol/ids.ts';
import type { RunSpec, SupervisorConfig } from './protocol/policy.ts';

/**
 * Where a run is. An attempt may live in `starting`, `running`, `detecting`, `saving` and `stopping`;
 * in the others none does.
 */
export type Phase =
  | 'pending'
  | 'placing'
  | 'starting'
  | 'running'
  /** The health of the attempt is unknown; it is left alone. */
  | 'detecting'
  | 'saving'
  | 'stopping'
  | 'diagnosing'
  /** For nodes. */
  | 'waiting'
  | 'maintenance'
  /** Gives its nodes back, before `waiting`, `finished` or `failed`. */
  | 'releasing'
  | 'finished'
  | 'failed';

/** Why a run is to stop although nothing failed: it saves first. */
export interface PlannedStop {
  readonly kind: 'maintenance' | 'restart' | 'replace' | 'grow' | 'preempt' | 'cancel';
  /** Nodes that leave the gang, for `replace`, and why in a word. */
  readonly nodes: readonly NodeId[];
  readonly cause: string;
  /** In a sentence. */
  readonly reason: string;
}

/** A replica that the others go on without. */
export interface LostReplica {
  readonly replica: ReplicaId;
  readonly phase: 'shrinking' | 'diagnosing' | 'waiting' | 'joining';
  /** The command that nothing has confirmed yet. */
  readonly pending: Command | undefined;
  /** Nodes that it lacks; those that left it, and those that joined it, since it was last whole. */
  readonly missing: number;
  readonly leaving: readonly NodeId[];
  readonly joining: readonly NodeId[];
}

/** All that the supervisor knows of one run. */
export interface RunState {
  readonly spec: RunSpec;
  readonly index: number;
  readonly phase: Phase;
  readonly attempt: AttemptId;
  readonly epoch: Epoch;
  /** us of training in the newest acknowledged checkpoint. */
  readonly work: number;
  /** Whether the next launch must start from exactly `work`. */
  readonly isRollback: boolean;
  /** Replicas that the attempt was launched with. */
  readonly replicas: number;
  readonly lost: readonly LostReplica[];
  /** Nodes that the gang lacks; those that left it, and those that joined it, without a `placed` since. */
  readonly missing: number;
  readonly leaving: readonly NodeId[];
  readonly joining: readonly NodeId[];
  /** The order to the gang that nothing has confirmed yet. */
  readonly unconfirmed: Command | undefined;
  /** Why the attempt being stopped failed, if that is known already. */
  readonly diagnosis: Diagnosis | undefined;
  /** Whether the attempt is being stopped because it failed. */
  readonly hasFailed: boolean;
  /** Whether the health of the attempt is unknown and being asked for. */
  readonly isProbing: boolean;
  readonly planned: readonly PlannedStop[];
  /** What becomes of it once its nodes are released. */
  readonly next: 'waiting' | 'finished' | 'failed';
  /** Nodes that slow it down, while it is being patient with them. */
  readonly slow: readonly NodeId[];
  /** Failed attempts since the last new checkpoint, in all and by the causes that have a budget. */
  readonly failures: number;
  readonly failuresByCause: Readonly<Record<string, number>>;
  /** Attempts that ended in failure, and when the first began, us: what the adaptive interval is judged from. */
  readonly interruptions: number;
  readonly since: number | undefined;
}

/** All that the supervisor knows; never changed in place. */
export interface SupervisorState {
  readonly config: SupervisorConfig;
  /** Time of the newest event, us. */
  readonly at: number;
  readonly lastCommand: CommandId;
  readonly pool: NodePool;
  readonly runs: readonly RunState[];
  /** Whether a sweep is under way. */
  readonly isSweeping: boolean;
  /** Events dropped because they answered an older order. */
  readonly staleEvents: number;
}

/** A supervisor that has not been asked for anything yet. */
export function createSupervisor(config: SupervisorConfig): SupervisorState {
  return {
    config,
    at: 0,
    lastCommand: 0,
    pool: createPool(config.topology),
    runs: config.runs.map(createRun),
    isSweeping: false,
    staleEvents: 0,
  };
}

function createRun(spec: RunSpec, index: number): RunState {
  return {
    spec,
    index,
    phase: 'pending',
    attempt: 0,
    epoch: 0,
    work: 0,
    isRollback: false,
    replicas: spec.replicas,
    lost: [],
    missing: spec.replicas * spec.nodesPerReplica,
    leaving: [],
    joining: [],
    unconfirmed: undefined,
    diagnosis: undefined,
    hasFailed: false,
    isProbing: false,
    planned: [],
    next: 'waiting',
    slow: [],
    failures: 0,
    failuresByCause: {},
    interruptions: 0,
    since: undefined,
  };
}

/** A state that may still be changed. */
export type Draft<State> = { -readonly [Key in keyof State]: State[Key] };

/** Field by field: a spread would take the twin several times as long. */
export function draftOfRun(run: RunState): Draft<RunState> {
  return {
    spec: run.spec,
    index: run.index,
    phase: run.phase,
    attempt: run.attempt,
    epoch: run.epoch,
    work: run.work,
    isRollback: run.isRollback,
    replicas: run.replicas,
    lost: run.lost,
    missing: run.missing,
    leaving: run.leaving,
    joining: run.joining,
    unconfirmed: run.unconfirmed,
    diagnosis: run.diagnosis,
    hasFailed: run.hasFailed,
    isProbing: run.isProbing,
    planned: run.planned,
    next: run.next,
    slow: run.slow,
    failures: run.failures,
    failuresByCause: run.failuresByCause,
    interruptions: run.interruptions,
    since: run.since,
  };
}

export function draftOf(state: SupervisorState): Draft<SupervisorState> {
  return {
    config: state.config,
    at: state.at,
    lastCommand: state.lastCommand,
    pool: state.pool,
    runs: state.runs,
    isSweeping: state.isSweeping,
    staleEvents: state.staleEvents,
  };
}

/** Whether processes of an attempt may exist. */
export function hasLiveAttempt({ phase }: RunState): boolean {
  return (
    phase === 'starting' ||
    phase === 'running' ||
    phase === 'detecting' ||
    phase === 'saving' ||
    phase === 'stopping'
  );
}

/**
 * What changes with an attempt's end: the next one starts whole again, so what replicas lacked the gang
 * lacks now, and doubts and slow nodes were the attempt's own.
 */
export function endOfAttempt({ lost, missing, leaving, joining }: RunState): Partial<RunState> {
  if (lost.length === 0) return { isProbing: false, slow: [] };
  return {
    isProbing: false,
    slow: [],
    lost: [],
    missing: lost.reduce((sum, replica) => sum + replica.missing, missing),
    leaving: [...leaving, ...lost.flatMap((replica) => replica.leaving)],
    joining: [...joining, ...lost.flatMap((replica) => replica.joining)],
  };
}

/** Whether a node that the gang lost now is replaced at once: an order to place what is lost may never be done. */
export function needsPlacing({ phase }: RunState): boolean {
  return phase === 'waiting' || phase === 'placing';
}

export function isOver({ phase }: RunState): boolean {
  return phase === 'finished' || phase === 'failed';
}
