import { useCallback, useEffect, useRef, useState } from 'react';
import { useMedia } from '../../ui/useMedia.ts';

/** Virtual seconds per second of watching. */
export const SPEEDS = [
  { label: '10 s/s', rate: 10 },
  { label: '1 min/s', rate: 60 },
  { label: '10 min/s', rate: 600 },
  { label: '1 h/s', rate: 3600 },
  { label: '6 h/s', rate: 6 * 3600 },
  { label: '1 d/s', rate: 86_400 },
  { label: '5 d/s', rate: 5 * 86_400 },
] as const;

/** No life is first played faster than this; a short one slower, so that it lasts this long, s of watching. */
const FIRST_FASTEST = 6 * 3600;
const FIRST_LASTS = 10;

/** A frame that took longer (a tab in the background) moves time no further than this, s. */
const LONGEST_FRAME = 0.1;

/** Above this speed, stops of the gang would flicker too fast for comfort. */
const CALM_ABOVE = 3600;

/** Between two frames for users who prefer reduced motion, s of watching. */
const REDUCED_FRAME = 0.5;

/** A clock of virtual time, in s. */
export interface Clock {
  readonly time: number;
  readonly playing: boolean;
  readonly rate: number;
  /** Too fast to show the whole gang stop and start. */
  readonly isCalm: boolean;
  readonly seek: (time: number) => void;
  readonly toggle: () => void;
  readonly play: () => void;
  readonly pause: () => void;
  readonly setRate: (rate: number) => void;
}

/** How a clock begins. */
interface Beginning {
  /** s. */
  readonly first?: number;
  /** A readable one for the life if it is left out. */
  readonly rate?: number | undefined;
}

/**
 * Runs from 0 to `end`, initially paused at `first`. Another `life` starts at its beginning; the same life,
 * changed, goes on.
 */
export function useClock(
  end: number,
  life: string,
  { first = 0, rate: wanted }: Beginning = {},
): Clock {
  const [time, setTime] = useState(first);
  const [playing, setPlaying] = useState(false);
  const [rate, setRate] = useState(() => wanted ?? firstRate(end));
  const isReduced = useMedia('(prefers-reduced-motion: reduce)');
  const now = useRef(first);
  const shown = useRef(life);
  const seek = useCallback(
    (to: number) => {
      now.current = Math.max(0, Math.min(end, to));
      setTime(now.current);
    },
    [end],
  );
  const pause = useCallback(() => setPlaying(false), []);
  const play = useCallback(() => setPlaying(true), []);

  useEffect(() => {
    if (shown.current === life) return;
    shown.current = life;
    now.current = 0;
    setTime(0);
    setPlaying(false);
  }, [life]);

  useEffect(() => seek(now.current), [seek]);

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

  const isCalm = playing && (isReduced || rate > CALM_ABOVE);
  return { time, playing, rate, isCalm, seek, toggle, play, pause, setRate };
}

/** A speed to begin with: a life of hours would be over in a second at the speed of one of weeks. */
export function firstRate(end: number): number {
  const calm = SPEEDS.filter(({ rate }) => rate <= FIRST_FASTEST && end / rate >= FIRST_LASTS);
  return calm.at(-1)?.rate ?? SPEEDS[0].rate;
}
