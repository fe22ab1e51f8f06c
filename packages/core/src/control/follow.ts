import type { JournalEntry } from './journal/index.ts';
import {
  type Command,
  type Micros,
  type Mode,
  type SupervisorConfig,
  type SupervisorEvent,
  toMicros,
  toSeconds,
} from './protocol/index.ts';
import { type Departure, isSame } from './retrace.ts';
import { createSupervisor, endOfAttempt, isOver, type SupervisorState } from './state.ts';
import { step } from './step.ts';

/** A timer that an engine was told to set, and that has not gone off. */
export interface PendingTimer {
  readonly command: TimerCommand;
  /** us since the journal's start. */
  readonly dueAt: Micros;
}

type Ring = Extract<SupervisorEvent, { readonly kind: 'timer' | 'sweepDue' }>;
type CancelCommand = Extract<Command, { readonly kind: 'cancelTimer' }>;
type TimerCommand = Extract<Command, { readonly kind: 'setTimer' | 'setSweep' }>;

/** What a supervisor must know to go on where a journal ends. */
export interface Followed {
  readonly state: SupervisorState;
  /** An engine that was started anew has none of them. */
  readonly timers: readonly PendingTimer[];
  /** The commands of the last entry, which may not have reached the engine. */
  readonly last: readonly Command[];
  /** Whether the last event has no answer in the journal yet: `last` is what is ordered now. */
  readonly isUnanswered: boolean;
  /**
   * Where the program decides otherwise than the journal says. From there on the supervisor was only told what
   * happened, and its mode is `advise`.
   */
  readonly departure?: Departure;
}

/** A supervisor that has heard nothing. */
export function beginning(config: SupervisorConfig): Followed {
  return { state: createSupervisor(config), timers: [], last: [], isUnanswered: false };
}

/**
 * What an engine is to be told again when a journal is taken up at a time `now`, us since its start: the timers
 * with the time that is left of them, then the last commands. It guards itself against what it had already.
 */
export function commandsAgain({ timers, last }: Followed, now: Micros): Command[] {
  const isLast = new Set(last.map(({ id }) => id));
  const older = timers.filter(({ command }) => !isLast.has(command.id));
  const left = older.map(({ command, dueAt }) => ({
    ...command,
    after: toSeconds(Math.max(0, dueAt - now)),
  }));
  return [...left, ...last];
}

/**
 * Folds the entries of a journal after those that were folded before, and compares each answer with what `step`
 * orders now. Where they differ, the journal is right about what was done and the folded state is not, so the
 * supervisor holds: see `heldFrom`.
 */
export function follow(from: Followed, entries: readonly JournalEntry[]): Followed {
  const timers = new TimerList(from.timers);
  let { state, last, isUnanswered } = from;
  const known = from.departure ? { departure: from.departure } : {};
  for (const [index, { line, event, commands: then }] of entries.entries()) {
    const { state: after, commands: now } = step(state, event, { isTold: false });
    if (then && !isSame(then, now)) {
      return heldFrom(state, entries.slice(index), { line, event, then, now });
    }
    timers.take(event, now);
    state = after;
    last = now;
    isUnanswered = then === undefined;
  }
  return { state, timers: timers.pending(state), last, isUnanswered, ...known };
}

/**
 * Follows the rest of a journal as one who only watches: what runs is left alone, and nothing is ordered until
 * a person says so. The events say which orders were given, except for the last of each run, which an engine
 * may still be carrying out: its fence is taken from the commands, so that an order given later counts as newer.
 */
function heldFrom(
  before: SupervisorState,
  entries: readonly JournalEntry[],
  departure: Departure,
): Followed {
  let state: SupervisorState = { ...before, config: { ...before.config, mode: 'advise' } };
  for (const { event, commands = [] } of entries) {
    const { state: after } = step(state, event, { isTold: false });
    state = commands.reduce(countGiven, after);
  }
  const given = entries.flatMap(({ commands = [] }) => commands);
  return {
    state: given.reduce(raiseFence, state),
    timers: [],
    last: [],
    isUnanswered: false,
    departure,
  };
}

/**
 * Lets a held supervisor act again, because a person says so. What it proposed while it watched is forgotten,
 * and with it the phases that would wait for it: what may be alive counts as running until an inventory or a
 * probe tells otherwise.
 */
export function actAgain({ state }: Followed, mode: Mode): Followed {
  const runs = state.runs.map((run) => ({
    ...run,
    ...endOfAttempt(run),
    phase:
      isOver(run) || run.phase === 'pending' || run.phase === 'waiting' ? run.phase : 'running',
    unconfirmed: undefined,
    hasFailed: false,
    diagnosis: undefined,
    planned: [],
  }));
  const acting = { ...state, runs, config: { ...state.config, mode } };
  return { state: acting, timers: [], last: [], isUnanswered: false };
}

function countGiven(state: SupervisorState, { id }: Command): SupervisorState {
  return id > state.lastCommand ? { ...state, lastCommand: id } : state;
}

function raiseFence(state: SupervisorState, { run, attempt, epoch }: Command): SupervisorState {
  const index = state.runs.findIndex(({ spec }) => spec.run === run);
  const known = state.runs[index];
  if (!known || epoch <= known.epoch) return state;
  return { ...state, runs: state.runs.with(index, { ...known, attempt, epoch }) };
}

/** The timers that an engine has, from what it was told and what it said. */
export class TimerList {
  readonly #timers = new Map<string, PendingTimer>();

  constructor(timers: readonly PendingTimer[]) {
    for (const timer of timers) this.#timers.set(keyOf(timer.command), timer);
  }

  /** Takes an event and the commands that answered it. */
  take(event: SupervisorEvent, commands: readonly Command[]): void {
    if (event.kind === 'timer' || event.kind === 'sweepDue') this.#ring(event);
    for (const command of commands) {
      if (!('timer' in command) && command.kind !== 'setSweep') continue;
      // Those set last come last.
      this.#timers.delete(keyOf(command));
      if (command.kind === 'cancelTimer') continue;
      this.#timers.set(keyOf(command), { command, dueAt: event.at + toMicros(command.after) });
    }
  }

  /** Without those of older orders, which would be ignored. */
  pending({ runs }: SupervisorState): PendingTimer[] {
    return [...this.#timers.values()].filter(({ command: { run, attempt, epoch } }) => {
      const about = runs.find(({ spec }) => spec.run === run);
      return run === '' || (about?.attempt === attempt && about.epoch === epoch);
    });
  }

  /** A timer set again while its ring was on the way is still to go off. */
  #ring(event: Ring): void {
    const key = keyOf(event);
    const set = this.#timers.get(key);
    if (set && event.at >= set.dueAt) this.#timers.delete(key);
  }
}

function keyOf(about: TimerCommand | CancelCommand | Ring): string {
  return 'timer' in about ? `${about.timer} ${about.run}` : '';
}
