import { useMemo, useState } from 'react';

/** Which moment of a run is looked at. */
export interface Playhead {
  /** s since the run's start. */
  readonly time: number;
  /** Up to now, or the end of the run, s. */
  readonly end: number;
  /** Whether it is now, and stays with it. */
  readonly isLive: boolean;
  /** To a moment; to the end, and along with it, without one. */
  readonly seek: (time?: number) => void;
}

/** At the end of a run that goes on, until one looks back. */
export function usePlayhead(end: number): Playhead {
  const [at, setAt] = useState<number>();
  return useMemo(() => {
    const time = at === undefined ? end : Math.min(at, end);
    const seek = (to?: number): void => {
      setAt(to === undefined || to >= end ? undefined : Math.max(0, to));
    };
    return { time, end, isLive: at === undefined, seek };
  }, [at, end]);
}
