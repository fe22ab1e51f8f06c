import { useEffect, useState } from 'react';
import type { TwinTrace } from '../../../api/types.ts';
import type { Clock } from '../../../life/timeline/useClock.ts';
import { useMedia } from '../../../ui/useMedia.ts';
import { firstScene } from './scene.ts';

/**
 * Plays the first failure of a life as soon as it is seen, and stops after it; to people who prefer reduced motion it shows
 * the moment of the failure, still. Whether the scene is over, so that there is something to go on with.
 */
export function useScene(trace: TwinTrace, clock: Clock, isFresh: boolean): boolean {
  const [scene] = useState(() => (isFresh ? firstScene(trace) : undefined));
  const [isOver, setOver] = useState(false);
  const isStill = useMedia('(prefers-reduced-motion: reduce)');
  const { time, seek, play, pause, setRate } = clock;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the life is first seen.
  useEffect(() => {
    if (!scene) return;
    setRate(scene.rate);
    seek(isStill ? scene.at : scene.from);
    if (isStill) setOver(true);
    else play();
  }, [scene]);
  useEffect(() => {
    if (!scene || isOver || time < scene.to) return;
    pause();
    setOver(true);
  }, [scene, isOver, time, pause]);
  return isOver;
}
