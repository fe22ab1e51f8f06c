import { drawStates, type FleetState } from '@gigafactory/core/api';
import { useMemo } from 'react';
import type { TwinTrace } from '../../api/types.ts';
import { eventsBy, fleetAfter, type Playback, recordPlayback } from './playback.ts';

/** A life at one time. */
export interface Moment {
  readonly trace: TwinTrace;
  readonly playback: Playback;
  /** Events that have happened. */
  readonly done: number;
  readonly fleet: FleetState;
  /** Each node's index in `NODE_STATES`, as it is drawn. */
  readonly states: Uint8Array;
  /** Set while the map is drawn calmly, too fast to follow: the states as they are. */
  readonly hidden?: Uint8Array;
}

/**
 * The fleet of a life at `time`, s; `base` is the fleet before its first event, if it is not idle then. Without a life,
 * as where there is none to compare with, there is no moment, and nothing is computed.
 */
export function useMoment(
  trace: TwinTrace,
  time: number,
  isCalm: boolean,
  base?: FleetState,
): Moment;
export function useMoment(
  trace: TwinTrace | undefined,
  time: number,
  isCalm: boolean,
): Moment | undefined;
export function useMoment(
  trace: TwinTrace | undefined,
  time: number,
  isCalm: boolean,
  base?: FleetState,
): Moment | undefined {
  const playback = useMemo(() => trace && recordPlayback(trace, undefined, base), [trace, base]);
  const done = trace ? eventsBy(trace.events, time) : 0;
  return useMemo(() => playback && momentOf(playback, done, isCalm), [playback, done, isCalm]);
}

function momentOf(playback: Playback, done: number, isCalm: boolean): Moment {
  const { trace } = playback;
  const fleet = fleetAfter(playback, done);
  const drawn = (calm: boolean): Uint8Array => {
    const states = new Uint8Array(trace.nodes);
    drawStates(fleet, trace, calm, states);
    return states;
  };
  const moment = { trace, playback, done, fleet, states: drawn(isCalm) };
  return isCalm ? { ...moment, hidden: drawn(false) } : moment;
}
