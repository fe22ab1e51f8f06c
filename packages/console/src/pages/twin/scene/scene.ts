import type { TwinEvent, TwinTrace } from '../../../api/types.ts';
import { SPEEDS } from '../../../life/timeline/useClock.ts';

/** A part of a life worth seeing first. Times in s of the life. */
export interface Scene {
  readonly from: number;
  /** When it fails. */
  readonly at: number;
  readonly to: number;
  /** Virtual seconds per second of watching. */
  readonly rate: number;
}

/** Before the failure and after the run trains again, s. */
const BEFORE = 60;
const AFTER = 60;
/** Nobody watches longer for a run to train again, s of the life. */
const MOST = 3 * 3600;
/** How long it should take to watch, s. */
const LEAST_WATCHED = 8;

/** The first failure that stops a run of a life, until it trains again; undefined if nothing fails. */
export function firstScene(trace: Pick<TwinTrace, 'events' | 'runs'>): Scene | undefined {
  const run = trace.runs[0]?.run;
  const isMine = (event: TwinEvent): boolean => event.run === run;
  const failure =
    trace.events.find((event) => event.kind === 'failure' && event.interrupts && isMine(event)) ??
    trace.events.find((event) => event.kind === 'maintenance' && isMine(event));
  if (!failure) return undefined;
  const { time: at } = failure;
  const back = trace.events.find(
    (event) => event.time > at && isMine(event) && /^re(started|joined)$/.test(event.kind),
  );
  const from = Math.max(0, at - BEFORE);
  const to = Math.min((back?.time ?? at) + AFTER, at + MOST);
  const fitting = SPEEDS.filter(({ rate }) => (to - from) / rate >= LEAST_WATCHED);
  return { from, at, to, rate: (fitting.at(-1) ?? SPEEDS[0]).rate };
}

/** The last thing that happened to a run by a time, or to the fleet; checkpoints come too often to be told. */
export function toldAt(
  { events, runs }: Pick<TwinTrace, 'events' | 'runs'>,
  done: number,
): TwinEvent | undefined {
  const run = runs[0]?.run;
  for (let i = done - 1; i >= 0; i--) {
    const event = events[i];
    if (!event || event.kind === 'checkpoint') continue;
    if (event.run === undefined || event.run === run) return event;
  }
  return undefined;
}
