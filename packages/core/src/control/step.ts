import { onInventory } from './attach.ts';
import { onDomainFailed, onDomainRestored, onDrainDue, onNodeFailed } from './fleet.ts';
import { onDiagnosed, onObserved } from './health.ts';
import {
  onCheckpointed,
  onFinished,
  onLaunched,
  onMaintained,
  onPlaced,
  onReleased,
  onRequested,
  onSaved,
  onStopped,
} from './life.ts';
import { onCancelled, onMaintenanceDue, onRestartDue, onSlowed } from './planned.ts';
import type { EventKind, SupervisorEvent } from './protocol/event.ts';
import { onReplicaDiagnosed, onShrunk } from './replica.ts';
import { onRepaired, onSweepDue, onUncordoned } from './return.ts';
import { onCorrupted } from './rollback.ts';
import { onRejoined } from './serve.ts';
import type { Phase, RunState, SupervisorState } from './state.ts';
import { onTimer } from './timers.ts';
import { type StepOptions, type StepResult, Turn } from './turn.ts';

const TELLING: StepOptions = {};

/** True of the run as a whole, whichever attempt they were seen under. */
const UNFENCED: ReadonlySet<EventKind> = new Set([
  'requested',
  'cancelled',
  'maintenanceDue',
  'restartDue',
]);

/** The phase that an event implies for a supervisor that only observes orders it did not give. */
const PHASE_OF: Partial<Record<EventKind, Phase>> = {
  placed: 'placing',
  launched: 'starting',
  observed: 'running',
  checkpointed: 'running',
  saved: 'saving',
  stopped: 'stopping',
  released: 'releasing',
  diagnosed: 'diagnosing',
  maintained: 'maintenance',
  finished: 'running',
};

/**
 * The supervisor: decides what to do about one event. It is pure, never throws, and never acts on an unknown
 * observation. The same function supervises real engines and the twin. State and commands are the same
 * whether or not it gives its reasons.
 */
export function step(
  state: SupervisorState,
  event: SupervisorEvent,
  options: StepOptions = TELLING,
): StepResult {
  const turn = new Turn(state, options);
  turn.setTime(Math.max(state.at, event.at));
  if (!('run' in event)) react(turn, event);
  else {
    const index = indexOfRun(state, event.run);
    if (index < 0) dropUnknown(turn, event);
    else {
      turn.focus(index);
      if (isCurrent(turn, event)) react(turn, event);
    }
  }
  return turn.result();
}

function indexOfRun({ runs }: SupervisorState, name: string): number {
  for (let index = 0; index < runs.length; index++)
    if (runs[index]!.spec.run === name) return index;
  return -1;
}

type RunEvent = Extract<SupervisorEvent, { readonly run: string }>;

/** Whether the event answers the current order; if not, it is dropped with a note. */
function isCurrent(turn: Turn, event: RunEvent): boolean {
  if (UNFENCED.has(event.kind)) return true;
  const age = compareFence(turn.run, event);
  if (age === 0 || !turn.rules.epochTest) return true;
  // A timer of an older order is not worth a note.
  if (event.kind === 'timer') return false;
  if (age > 0) return drop(turn, event, 'answers an older order');
  if (turn.state.config.mode === 'act') {
    return drop(turn, event, 'answers an order that was never given');
  }
  const phase = PHASE_OF[event.kind] ?? turn.run.phase;
  turn.update({ attempt: event.attempt, epoch: event.epoch, phase });
  return true;
}

/** Above zero when the event is older than the run's state. */
function compareFence(run: RunState, event: RunEvent): number {
  return run.attempt - event.attempt || run.epoch - event.epoch;
}

function drop(turn: Turn, event: RunEvent, why: string): false {
  const { attempt, epoch } = turn.run;
  turn.countStale();
  turn.decide('stale', () => ({
    reason: `"${event.kind}" of attempt ${event.attempt}, epoch ${event.epoch} ${why}: ignored.`,
    inputs: { attempt, epoch },
  }));
  return false;
}

function dropUnknown(turn: Turn, event: RunEvent): void {
  turn.countStale();
  turn.decide('stale', () => ({
    reason: `"${event.kind}" is about a run "${event.run}" that is not supervised here: ignored.`,
    inputs: { run: event.run },
  }));
}

type Reactions = {
  readonly [Kind in EventKind]: (
    turn: Turn,
    event: Extract<SupervisorEvent, { kind: Kind }>,
  ) => void;
};

const REACTIONS: Reactions = {
  requested: onRequested,
  cancelled: onCancelled,
  placed: onPlaced,
  launched: onLaunched,
  observed: onObserved,
  diagnosed: onDiagnosed,
  checkpointed: onCheckpointed,
  saved: onSaved,
  stopped: onStopped,
  released: onReleased,
  maintenanceDue: onMaintenanceDue,
  maintained: onMaintained,
  restartDue: onRestartDue,
  slowed: onSlowed,
  corrupted: onCorrupted,
  shrunk: onShrunk,
  replicaDiagnosed: onReplicaDiagnosed,
  rejoined: onRejoined,
  nodeFailed: onNodeFailed,
  domainFailed: onDomainFailed,
  domainRestored: onDomainRestored,
  drainDue: onDrainDue,
  // The pool counts a node as cordoned, or warm, from the moment of the command.
  cordoned: () => {},
  warmed: () => {},
  repaired: onRepaired,
  uncordoned: onUncordoned,
  sweepDue: onSweepDue,
  inventory: onInventory,
  timer: onTimer,
  finished: onFinished,
};

function react(turn: Turn, event: SupervisorEvent): void {
  // The table pairs each kind with its own reaction, which the compiler cannot see through an index.
  const reaction = REACTIONS[event.kind] as (turn: Turn, event: SupervisorEvent) => void;
  reaction(turn, event);
}
