import type { Command } from './command.ts';
import type { Diagnosis } from './event.ts';
import type { AttemptId, CommandId, Epoch } from './ids.ts';
import type { SupervisorConfig } from './policy.ts';
import { createPool, type NodePool } from './pool.ts';

/**
 * Where a run is. An attempt may live in `starting`, `running`, `detecting`, `saving` and `stopping`;
 * in the others none does.
 */
export type Phase =
  | 'pending'
  | 'placing'
  | 'starting'
  | 'running'
  /** Nobody can tell how the attempt is; it is left alone. */
  | 'detecting'
  | 'saving'
  | 'stopping'
  | 'diagnosing'
  /** For nodes. */
  | 'waiting'
  | 'maintenance'
  | 'finished'
  | 'failed';

/** All that the supervisor knows; never changed in place. */
export interface SupervisorState {
  readonly config: SupervisorConfig;
  readonly phase: Phase;
  readonly attempt: AttemptId;
  readonly epoch: Epoch;
  readonly lastCommand: CommandId;
  readonly pool: NodePool;
  /** us of training in the newest acknowledged checkpoint. */
  readonly work: number;
  /** The order to the gang that nothing has confirmed yet. */
  readonly unconfirmed: Command | undefined;
  /** Why the attempt being stopped failed, if that is known already. */
  readonly diagnosis: Diagnosis | undefined;
  /** Whether the attempt is being stopped because it failed. */
  readonly hasFailed: boolean;
  /** Whether the health of the attempt is unknown and being asked for. */
  readonly isProbing: boolean;
  readonly isMaintenanceDue: boolean;
  /** Failed attempts since the last new checkpoint, in all and by cause. */
  readonly failures: number;
  readonly failuresByCause: Readonly<Record<string, number>>;
  /** Events dropped because they answered an older order. */
  readonly staleEvents: number;
}

/** A supervisor that has not been asked for anything yet. */
export function createSupervisor(config: SupervisorConfig): SupervisorState {
  return {
    config,
    phase: 'pending',
    attempt: 0,
    epoch: 0,
    lastCommand: 0,
    pool: createPool(config.nodes, config.gangNodes),
    work: 0,
    unconfirmed: undefined,
    diagnosis: undefined,
    hasFailed: false,
    isProbing: false,
    isMaintenanceDue: false,
    failures: 0,
    failuresByCause: {},
    staleEvents: 0,
  };
}

/** A state that may still be changed. */
export type Draft = { -readonly [Key in keyof SupervisorState]: SupervisorState[Key] };

/** Field by field: a spread would take the twin several times as long. */
export function draftOf(state: SupervisorState): Draft {
  return {
    config: state.config,
    phase: state.phase,
    attempt: state.attempt,
    epoch: state.epoch,
    lastCommand: state.lastCommand,
    pool: state.pool,
    work: state.work,
    unconfirmed: state.unconfirmed,
    diagnosis: state.diagnosis,
    hasFailed: state.hasFailed,
    isProbing: state.isProbing,
    isMaintenanceDue: state.isMaintenanceDue,
    failures: state.failures,
    failuresByCause: state.failuresByCause,
    staleEvents: state.staleEvents,
  };
}

/** Whether processes of an attempt may exist. */
export function hasLiveAttempt({ phase }: SupervisorState): boolean {
  return (
    phase === 'starting' ||
    phase === 'running' ||
    phase === 'detecting' ||
    phase === 'saving' ||
    phase === 'stopping'
  );
}
