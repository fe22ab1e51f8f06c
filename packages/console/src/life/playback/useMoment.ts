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

/** The fleet of a life at `time`, s; `base` is the fleet before its first event, if it is not idle then. */
export function useMoment(
  trace: TwinTrace,
  time: number,
  isCalm: boolean,
  base?: FleetState,
): Moment {
  const playback = useMemo(() => recordPlayback(trace, undefined, base), [trace, base]);
  const done = eventsBy(trace.events, time);
  return useMemo(() => {
    const fleet = fleetAfter(playback, done);
    const states = new Uint8Array(trace.nodes);
    drawStates(fleet, trace, isCalm, states);
    if (!isCalm) return { trace, playback, done, fleet, states };
    const hidden = new Uint8Array(trace.nodes);
    drawStates(fleet, trace, false, hidden);
    return { trace, playback, done, fleet, states, hidden };
  }, [playback, trace, done, isCalm]);
}
