import type { EventKind, SupervisorEvent } from './event.ts';
import {
  onCheckpointed,
  onDiagnosed,
  onFinished,
  onLaunched,
  onMaintained,
  onMaintenanceDue,
  onNodeFailed,
  onObserved,
  onPlaced,
  onRepaired,
  onRequested,
  onSaved,
  onStopped,
  onTimer,
  onUncordoned,
} from './react.ts';
import type { Phase, SupervisorState } from './state.ts';
import { type StepResult, Turn } from './turn.ts';

/** About the fleet or the run as a whole: true whichever attempt it was seen under. */
const UNFENCED: ReadonlySet<EventKind> = new Set([
  'requested',
  'maintenanceDue',
  'nodeFailed',
  'cordoned',
  'repaired',
  'uncordoned',
]);

/** The phase in which an event of somebody else's order finds a supervisor that only follows. */
const PHASE_OF: Partial<Record<EventKind, Phase>> = {
  placed: 'placing',
  launched: 'starting',
  observed: 'running',
  checkpointed: 'running',
  saved: 'saving',
  stopped: 'stopping',
  diagnosed: 'diagnosing',
  maintained: 'maintenance',
  finished: 'running',
};

/**
 * The supervisor: what to do about one event. Pure, it never throws, and it never acts on an unknown
 * observation. The same function supervises real engines and the twin. A caller that shows its reasons
 * to nobody leaves the decisions out with `isTold`: state and commands are the same.
 */
export function step(state: SupervisorState, event: SupervisorEvent, isTold = true): StepResult {
  const turn = new Turn(state, isTold);
  if (isCurrent(turn, event)) react(turn, event);
  return turn.result();
}

/** Whether the event answers the present order; if not it is dropped, with a note. */
function isCurrent(turn: Turn, event: SupervisorEvent): boolean {
  const { config } = turn.state;
  if (event.run !== config.run) return drop(turn, event, 'is about another run');
  if (UNFENCED.has(event.kind)) return true;
  const age = compareFence(turn.state, event);
  if (age === 0) return true;
  // A timer of an older order is no news to anybody.
  if (event.kind === 'timer') return false;
  if (age > 0) return drop(turn, event, 'answers an older order');
  if (config.mode === 'act') return drop(turn, event, 'answers an order that was never given');
  const phase = PHASE_OF[event.kind] ?? turn.state.phase;
  turn.update({ attempt: event.attempt, epoch: event.epoch, phase });
  return true;
}

/** Above zero when the event is older than the state. */
function compareFence(state: SupervisorState, event: SupervisorEvent): number {
  return state.attempt - event.attempt || state.epoch - event.epoch;
}

function drop(turn: Turn, event: SupervisorEvent, why: string): false {
  const { attempt, epoch, staleEvents } = turn.state;
  turn.update({ staleEvents: staleEvents + 1 });
  turn.decide('stale', () => ({
    reason: `"${event.kind}" of attempt ${event.attempt}, epoch ${event.epoch} ${why}: ignored.`,
    inputs: { attempt, epoch },
  }));
  return false;
}

type Reactions = {
  readonly [Kind in EventKind]: (
    turn: Turn,
    event: Extract<SupervisorEvent, { kind: Kind }>,
  ) => void;
};

const REACTIONS: Reactions = {
  requested: onRequested,
  placed: onPlaced,
  launched: onLaunched,
  observed: onObserved,
  diagnosed: onDiagnosed,
  checkpointed: onCheckpointed,
  saved: onSaved,
  stopped: onStopped,
  maintenanceDue: onMaintenanceDue,
  maintained: onMaintained,
  nodeFailed: onNodeFailed,
  // The pool counts a node as cordoned from the command on.
  cordoned: () => {},
  repaired: onRepaired,
  uncordoned: onUncordoned,
  timer: onTimer,
  finished: onFinished,
};

function react(turn: Turn, event: SupervisorEvent): void {
  // The table pairs each kind with its own reaction; the compiler cannot see that through an index.
  const reaction = REACTIONS[event.kind] as (turn: Turn, event: SupervisorEvent) => void;
  reaction(turn, event);
}
