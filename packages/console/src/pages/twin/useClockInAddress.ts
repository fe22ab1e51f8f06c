import { useEffect } from 'react';
import { type Clock, firstRate, SPEEDS, useClock } from '../../life/timeline/useClock.ts';
import { useParam } from '../../state/location.ts';

/**
 * How long the time must be unchanged before it is written to the address, ms: scrubbing changes it many
 * times a second.
 */
const SETTLED = 400;

/** A clock with its place in the address. */
export interface AddressedClock extends Clock {
  /** Whether the address named no time when it was opened: nobody has looked at this life yet. */
  readonly isFresh: boolean;
}

/**
 * A clock whose speed is in the address, and whose time, in whole s, whenever it is not running: a link shows the same
 * moment.
 */
export function useClockInAddress(end: number, life: string): AddressedClock {
  const [text, setText] = useParam('t', { replace: true });
  const [speed, setSpeed] = useParam('speed', { replace: true });
  const first = /^\d+$/.test(text ?? '') ? Math.min(Number(text), end) : 0;
  const rate = SPEEDS.find((each) => String(each.rate) === speed)?.rate;
  const clock = useClock(end, life, { first, rate });
  const { time, playing } = clock;
  const seconds = Math.floor(time);
  const isNamed = text !== undefined;
  useEffect(() => {
    if (playing) return;
    const write = (): void => setText(seconds === 0 && !isNamed ? undefined : String(seconds));
    const timer = setTimeout(write, SETTLED);
    return () => clearTimeout(timer);
  }, [playing, seconds, setText, isNamed]);
  const setRate = (next: number): void => {
    clock.setRate(next);
    setSpeed(next === firstRate(end) ? undefined : String(next));
  };
  return { ...clock, setRate, isFresh: !isNamed };
}
