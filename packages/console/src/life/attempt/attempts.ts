import { type FoldedRun, runAfter, runAtStart } from '@gigafactory/core/api';
import type { TwinEvent } from '../../api/types.ts';

/** One stretch of training of a run, from its start until something stopped it. */
export interface Attempt {
  /** Counts from 1. */
  readonly number: number;
  /** s. */
  readonly start: number;
  /** When it stopped, s; absent while it goes on. */
  readonly end?: number;
  /** What stopped it; absent while it goes on. */
  readonly stoppedBy?: TwinEvent;
}

/** The attempts of a run, in order: it trains from each `start` to each `end`, and is stopped in between. */
export function attemptsOf(events: readonly TwinEvent[], run: string): readonly Attempt[] {
  const attempts: Attempt[] = [];
  let now: FoldedRun = runAtStart('train');
  let start = 0;
  for (const event of events) {
    if (event.run !== run) continue;
    const before = now.phase;
    now = runAfter(now, event);
    const { phase } = now;
    if (before !== 'training' && phase === 'training') start = event.time;
    if (before === 'training' && phase !== 'training') {
      attempts.push({ number: attempts.length + 1, start, end: event.time, stoppedBy: event });
    }
  }
  if (now.phase === 'training') attempts.push({ number: attempts.length + 1, start });
  return attempts;
}

/** How many attempts have begun by `time`, s. */
export function attemptsBy(attempts: readonly Attempt[], time: number): number {
  const later = attempts.findIndex(({ start }) => start > time);
  return later < 0 ? attempts.length : later;
}
