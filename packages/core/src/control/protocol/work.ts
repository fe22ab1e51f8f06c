import type { Seconds } from '../../base/index.ts';
import type { Micros } from './micros.ts';

/**
 * The work of a run after so many steps. Messages between supervisor and engine measure training in time: a step
 * counts as the planned step time of the run, however long it took.
 *
 * @param stepTime planned, in whole microseconds, s
 */
export function workOfStep(step: number, stepTime: Seconds): Micros {
  return step * microsOf(stepTime);
}

/** The step that so much work amounts to, the nearest. */
export function stepOfWork(work: Micros, stepTime: Seconds): number {
  return Math.round(work / microsOf(stepTime));
}

/** A time in whole microseconds, at least one, s. */
export function wholeMicros(time: Seconds): Seconds {
  return microsOf(time) / 1e6;
}

function microsOf(time: Seconds): Micros {
  return Math.max(1, Math.round(time * 1e6));
}
