import type { JournalEntry } from './journal/index.ts';
import type { Command, SupervisorConfig, SupervisorEvent } from './protocol/index.ts';
import { createSupervisor, type SupervisorState } from './state.ts';
import { step } from './step.ts';

/** Where a journal and the current `step` diverge. */
export interface Departure {
  /** Of the event in the journal. */
  readonly line: number;
  readonly event: SupervisorEvent;
  /** What was ordered then. */
  readonly then: readonly Command[];
  /** What `step` orders now. */
  readonly now: readonly Command[];
}

export interface Retrace {
  /** The supervisor after the last event followed. */
  readonly state: SupervisorState;
  /** Events whose commands were compared and are the same. */
  readonly same: number;
  /** Absent if `step` agrees with the journal to its end. */
  readonly departure?: Departure;
}

/**
 * Replays the events of a journal and compares what `step` orders with what was ordered then, up to the first
 * event at which they differ: everything after it would be decided from a different state. The journal
 * remains the record of what was done; an entry without commands is followed but not compared.
 */
export function retrace(config: SupervisorConfig, entries: readonly JournalEntry[]): Retrace {
  let state = createSupervisor(config);
  let same = 0;
  for (const { line, event, commands: then } of entries) {
    const { state: after, commands: now } = step(state, event, { isTold: false });
    if (then && !isSame(then, now)) return { state, same, departure: { line, event, then, now } };
    if (then) same++;
    state = after;
  }
  return { state, same };
}

/** Whether two pieces of JSON are equal; the order of an object's fields does not matter. */
export function isSame(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = Object.keys(a);
  if (Array.isArray(a) !== Array.isArray(b) || keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
