import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { TwinTrace } from '../../../api/types.ts';
import { useMedia } from '../../../ui/useMedia.ts';
import type { Fleet } from './fleet.ts';
import {
  endOf,
  eventsBy,
  fleetAfter,
  nextEvent,
  previousEvent,
  recordPlayback,
} from './playback.ts';

/** Virtual seconds per second of watching. */
export const SPEEDS = [
  { label: '10 min/s', rate: 600 },
  { label: '1 h/s', rate: 3600 },
  { label: '6 h/s', rate: 6 * 3600 },
  { label: '1 d/s', rate: 86_400 },
  { label: '5 d/s', rate: 5 * 86_400 },
] as const;

/** A frame that took longer (a tab in the background) moves time no further than this, s. */
const LONGEST_FRAME = 0.1;

/** Faster than this, stops of the gang follow each other quicker than the eye should have to take. */
const CALM_ABOVE = 3600;

/** Between two pictures for who wants little motion, s of watching. */
const REDUCED_FRAME = 0.5;

export interface Player {
  readonly time: number;
  readonly playing: boolean;
  readonly rate: number;
  /** Events that have happened. */
  readonly done: number;
  readonly fleet: Fleet;
  /** Too fast to show the whole gang stop and start. */
  readonly isCalm: boolean;
  readonly seek: (time: number) => void;
  readonly toggle: () => void;
  readonly setRate: (rate: number) => void;
  /** To the next (1) or previous (-1) of the events that are listed. */
  readonly step: (by: 1 | -1) => void;
}

/** Plays a life; `listed` are the events that stepping stops at. */
export function usePlayback(trace: TwinTrace, listed: TwinTrace['events']): Player {
  const playback = useMemo(() => recordPlayback(trace), [trace]);
  const [time, setTime] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [rate, setRate] = useState<number>(SPEEDS[2].rate);
  const isReduced = useMedia('(prefers-reduced-motion: reduce)');
  const now = useRef(0);
  const end = endOf(trace);

  const seek = useCallback(
    (to: number) => {
      now.current = Math.max(0, Math.min(end, to));
      setTime(now.current);
    },
    [end],
  );

  // Another life starts at its beginning.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `trace` is what changes.
  useEffect(() => {
    seek(0);
    setPlaying(false);
  }, [trace, seek]);

  useEffect(() => {
    if (!playing) return;
    let before = performance.now();
    let passed = 0;
    let frame = requestAnimationFrame(function turn(at) {
      passed += Math.min(LONGEST_FRAME, Math.max(0, (at - before) / 1000));
      before = at;
      if (passed >= (isReduced ? REDUCED_FRAME : 0)) {
        seek(now.current + passed * rate);
        passed = 0;
      }
      if (now.current >= end) setPlaying(false);
      else frame = requestAnimationFrame(turn);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, rate, end, seek, isReduced]);

  const toggle = useCallback(() => {
    if (now.current >= end) seek(0);
    setPlaying((was) => !was);
  }, [end, seek]);

  const step = useCallback(
    (by: 1 | -1) => {
      setPlaying(false);
      const event = (by === 1 ? nextEvent : previousEvent)(listed, now.current);
      if (event) seek(event.time);
    },
    [listed, seek],
  );

  const done = eventsBy(trace.events, time);
  const fleet = useMemo(() => fleetAfter(playback, done), [playback, done]);
  const isCalm = playing && (isReduced || rate > CALM_ABOVE);
  return { time, playing, rate, done, fleet, isCalm, seek, toggle, setRate, step };
}
