import { copyFleet, type FleetState, fleetAtStart, foldEvent } from '@gigafactory/core/api';
import type { TwinEvent, TwinTrace } from '../../api/types.ts';

/** A trace that can be entered anywhere: the state of the fleet is kept at regular intervals of events. */
export interface Playback {
  readonly trace: TwinTrace;
  readonly every: number;
  /** The state before event `i * every`. */
  readonly snapshots: readonly FleetState[];
}

/** A snapshot is a few bytes per node: at 100,000 GPUs this many take 10 MB, however long the life. */
const MOST_SNAPSHOTS = 200;
const LEAST_EVERY = 256;

/** When the life is over, s: at the horizon, or when its runs ended before it. */
export function endOf({ events, horizon }: TwinTrace): number {
  return Math.min(horizon, events.findLast((event) => event.kind === 'end')?.time ?? horizon);
}

/** Goes through the trace once, from the fleet before its first event, keeping the state every `every` events. */
export function recordPlayback(
  trace: TwinTrace,
  every: number = Math.max(LEAST_EVERY, Math.ceil(trace.events.length / MOST_SNAPSHOTS)),
  base: FleetState = fleetAtStart(trace),
): Playback {
  const fleet = copyFleet(base);
  const snapshots: FleetState[] = [];
  trace.events.forEach((event, i) => {
    if (i % every === 0) snapshots.push(copyFleet(fleet));
    foldEvent(fleet, event, trace);
  });
  if (snapshots.length === 0) snapshots.push(copyFleet(fleet));
  return { trace, every, snapshots };
}

/** The state after the first `count` events; a fresh copy. */
export function fleetAfter(playback: Playback, count: number): FleetState {
  const { trace, every, snapshots } = playback;
  const upTo = Math.max(0, Math.min(count, trace.events.length));
  const at = Math.min(Math.floor(upTo / every), snapshots.length - 1);
  const fleet = copyFleet(snapshots[at]!);
  for (let i = at * every; i < upTo; i++) foldEvent(fleet, trace.events[i]!, trace);
  return fleet;
}

/** How many events have happened by `time` (s), including those at `time` itself. */
export function eventsBy(events: readonly TwinEvent[], time: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (events[middle]!.time <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first event after `time`, if any. */
export function nextEvent(events: readonly TwinEvent[], time: number): TwinEvent | undefined {
  return events[eventsBy(events, time)];
}

/** The last event before `time`, if any. */
export function previousEvent(events: readonly TwinEvent[], time: number): TwinEvent | undefined {
  let i = eventsBy(events, time) - 1;
  while (i >= 0 && events[i]!.time >= time) i--;
  return events[i];
}

/** A series at `time`, interpolated linearly between its samples. */
export function sampleAt(
  times: readonly number[],
  values: readonly number[],
  time: number,
): number {
  const last = times.length - 1;
  if (last < 0) return 0;
  if (time <= times[0]!) return values[0]!;
  if (time >= times[last]!) return values[last]!;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= time) low = middle;
    else high = middle;
  }
  const share = (time - times[low]!) / (times[high]! - times[low]!);
  return values[low]! + share * (values[high]! - values[low]!);
}
