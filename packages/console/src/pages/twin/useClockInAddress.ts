import { useEffect } from 'react';
import { type Clock, useClock } from '../../life/timeline/useClock.ts';
import { useParam } from '../../state/location.ts';

/**
 * How long the time must be unchanged before it is written to the address, ms: scrubbing changes it many
 * times a second.
 */
const SETTLED = 400;

/** A clock whose time is in the address, in whole s, whenever it is not running: a link shows the same moment. */
export function useClockInAddress(end: number, life: string): Clock {
  const [text, setText] = useParam('t', { replace: true });
  const first = /^\d+$/.test(text ?? '') ? Math.min(Number(text), end) : 0;
  const clock = useClock(end, life, first);
  const { time, playing } = clock;
  const seconds = Math.floor(time);
  useEffect(() => {
    if (playing) return;
    const write = (): void => setText(seconds === 0 ? undefined : String(seconds));
    const timer = setTimeout(write, SETTLED);
    return () => clearTimeout(timer);
  }, [playing, seconds, setText]);
  return clock;
}
