import type { JournalEntry } from './journal/index.ts';
import type { Command, SupervisorConfig, SupervisorEvent } from './protocol/index.ts';
import { createSupervisor, type SupervisorState } from './state.ts';
import { step } from './step.ts';

/** Where a journal and today's `step` part. */
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
  /** The supervisor after the last event that was followed. */
  readonly state: SupervisorState;
  /** Events whose commands were compared and are the same. */
  readonly same: number;
  /** Absent where `step` decides as the journal says, to its end. */
  readonly departure?: Departure;
}

/**
 * Lives through the events of a journal again and compares what `step` orders with what was ordered then,
 * up to the first event at which they differ: whatever follows would be decided from another state. What
 * was done is what the journal says; an entry without commands is followed and not compared.
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

/** Whether two pieces of JSON say the same; the order of an object's fields does not matter. */
function isSame(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = Object.keys(a);
  if (Array.isArray(a) !== Array.isArray(b) || keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
