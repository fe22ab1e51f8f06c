import { createPool, type NodePool } from './pool.ts';
import type { Command } from './protocol/command.ts';
import type { Diagnosis } from './protocol/event.ts';
import type { AttemptId, CommandId, Epoch, NodeId, ReplicaId } from './protocol/ids.ts';
import type { RunSpec, SupervisorConfig } from './protocol/policy.ts';

/**
 * The phase of a run. An attempt may be alive in `starting`, `running`, `detecting`, `saving` and `stopping`,
 * and in no other.
 */
export type Phase =
  | 'pending'
  | 'placing'
  | 'starting'
  | 'running'
  /** The health of the attempt is unknown, and it is left alone. */
  | 'detecting'
  | 'saving'
  | 'stopping'
  | 'diagnosing'
  /** For nodes. */
  | 'waiting'
  | 'maintenance'
  /** Giving its nodes back, before `waiting`, `finished` or `failed`. */
  | 'releasing'
  | 'finished'
  | 'failed';

/** Why a run is to stop although nothing failed; it saves first. */
export interface PlannedStop {
  readonly kind: 'maintenance' | 'restart' | 'replace' | 'grow' | 'preempt' | 'cancel';
  /** For `replace`: the nodes that leave the gang. */
  readonly nodes: readonly NodeId[];
  /** For `replace`: the cause in a word. For `preempt`: the run that gets the nodes. */
  readonly cause: string;
  /** One sentence for a person. */
  readonly reason: string;
}

/** A replica that the others train without. */
export interface LostReplica {
  readonly replica: ReplicaId;
  readonly phase: 'shrinking' | 'diagnosing' | 'waiting' | 'joining';
  /** The command that is still unconfirmed. */
  readonly pending: Command | undefined;
  /** The number of nodes it lacks; the nodes that left it and those that joined it since it was last complete. */
  readonly missing: number;
  readonly leaving: readonly NodeId[];
  readonly joining: readonly NodeId[];
}

/** Everything the supervisor knows about one run. */
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
  /** The number of replicas the attempt was launched with. */
  readonly replicas: number;
  readonly lost: readonly LostReplica[];
  /**
   * The number of nodes the gang lacks; the nodes that left it and those that joined it since the last
   * `placed`.
   */
  readonly missing: number;
  readonly leaving: readonly NodeId[];
  readonly joining: readonly NodeId[];
  /** The order to the gang that is still unconfirmed. */
  readonly unconfirmed: Command | undefined;
  /** Why the attempt being stopped failed, if that is already known. */
  readonly diagnosis: Diagnosis | undefined;
  /** Whether the attempt is being stopped because it failed. */
  readonly hasFailed: boolean;
  /** Whether the health of the attempt is unknown and being probed. */
  readonly isProbing: boolean;
  readonly planned: readonly PlannedStop[];
  /** The phase that follows once its nodes are released. */
  readonly next: 'waiting' | 'finished' | 'failed';
  /** Nodes that slow it down and are tolerated for now. */
  readonly slow: readonly NodeId[];
  /** Failed attempts since the last new checkpoint, in all and by cause for the causes with a budget. */
  readonly failures: number;
  readonly failuresByCause: Readonly<Record<string, number>>;
  /** Attempts that ended in failure, and when the first began, us: what the adaptive interval is computed from. */
  readonly interruptions: number;
  readonly since: number | undefined;
}

/** Everything the supervisor knows; never changed in place. */
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

/** A supervisor that has not received any request yet. */
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

/** A mutable copy of a state. */
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
 * What changes when an attempt ends: the next one starts complete, so what its replicas lacked the gang now
 * lacks, and doubts and slow nodes end with the attempt.
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

/**
 * Whether a node that the gang loses now is replaced at once: an order to place a lost node may never be
 * carried out.
 */
export function needsPlacing({ phase }: RunState): boolean {
  return phase === 'waiting' || phase === 'placing';
}

export function isOver({ phase }: RunState): boolean {
  return phase === 'finished' || phase === 'failed';
}
