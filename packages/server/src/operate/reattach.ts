import { mapValue, type Result } from '@gigafactory/core/base';
import { type JournalStore, releaseHold, resume } from '../journal/index.ts';
import type { Held, Ledger } from './fleet.ts';
import { RunClock } from './run-clock.ts';

/** What a journal says that a former control plane left, and the clock of its fleet. */
export interface TakenUp extends Ledger {
  readonly held: Held | undefined;
  readonly clock: RunClock;
}

/**
 * Folds a journal after this program was ended in whatever way. Who goes on with it attaches to the engine, gives it
 * the timers that are left and the last commands, and asks it what it has: what runs notices nothing.
 */
export async function takeUp(store: JournalStore, name: string): Promise<Result<TakenUp>> {
  const resumed = await resume(store, name);
  return mapValue(resumed, ({ followed, startedAt, lastAt, lines, held: problem }) => {
    const release = async () => {
      const released = await releaseHold(store, name);
      if (!released.ok) throw new Error(released.problems[0]?.message);
      return released.value;
    };
    const held = problem && { problem, release };
    return { followed, lines, held, clock: new RunClock(startedAt, lastAt) };
  });
}
