import { ok, type Result } from '@gigafactory/core/base';
import { commandsAgain } from '@gigafactory/core/control';
import { type JournalInfo, type JournalStore, releaseHold, resume } from '../journal/index.ts';
import type { Placed } from './engine-options.ts';
import type { LiveParts, LiveRun } from './live-run.ts';
import { RunClock } from './run-clock.ts';
import type { RunFolder } from './run-folder.ts';

/** Makes a run of what its folder and its journal say. */
export type Attach = (
  placed: Placed,
  at: Pick<LiveParts, 'followed' | 'lines' | 'held'>,
) => LiveRun;

/**
 * Goes on with a run after this program was ended in whatever way: folds its journal, attaches to its engine,
 * gives it the timers that are left and the last commands, and asks it what it has. The run notices nothing.
 */
export async function reattach(
  store: JournalStore,
  info: JournalInfo,
  folder: RunFolder,
  attach: Attach,
): Promise<Result<undefined>> {
  const resumed = await resume(store, info.name);
  if (!resumed.ok) return resumed;
  const { followed, startedAt, lastAt, lines, held: problem } = resumed.value;
  const release = async () => {
    const released = await releaseHold(store, info.name);
    if (!released.ok) throw new Error(released.problems[0]?.message);
    return released.value;
  };
  const held = problem && { problem, release };
  const record = folder.record();
  if (!record) throw new Error(`${folder.path} has no run.json`);
  const clock = new RunClock(startedAt, lastAt);
  const desired = folder.desired();
  const placed = { folder, record, desired, environment: folder.environment(), clock };
  const live = attach(placed, { followed, lines, held });
  await live.recall();
  live.begin(commandsAgain(followed, clock.now));
  live.parts.engine.inventory();
  return ok(undefined);
}
