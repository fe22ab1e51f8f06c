import type { ProgressEntry, RunEntry } from '@gigafactory/core/api';
import type { StopSignal } from '../failure.ts';
import type { Io } from '../io.ts';
import { isOver } from './is-over.ts';
import type { Link } from './link.ts';

/** What watches a run. */
export interface Watcher {
  event(entry: RunEntry): void;
  progress(entry: ProgressEntry): void;
  /** Something that a person should know, in words. */
  note(words: string): void;
  /** Nothing more will come. */
  end(): void;
}

/**
 * Tells the watcher everything of a run, from its beginning to its end; over restarts of the control plane too.
 * @returns the signal that ended it before, if one did; `gone` if nobody reads any more
 */
export async function attach(
  link: Link,
  name: string,
  watcher: Watcher,
  io: Io,
): Promise<StopSignal | 'gone' | undefined> {
  const ended = new AbortController();
  let by: StopSignal | 'gone' | undefined;
  const end = (why: StopSignal | 'gone') => {
    by ??= why;
    ended.abort();
  };
  void io.stopped().then(end);
  void io.stdout.gone.then(() => end('gone'));
  const { signal } = ended;
  const over = { isOver: (plane: Parameters<typeof isOver>[0]) => isOver(plane, name), signal };
  try {
    await Promise.all([
      forEach(
        link.follow<number, RunEntry>({
          ...over,
          open: (plane, after) => plane.events(name, from(after), signal),
        }),
        (entry) => watcher.event(entry),
      ),
      forEach(
        link.follow<number, ProgressEntry>({
          ...over,
          open: (plane, after) => plane.progress(name, from(after), signal),
        }),
        (entry) => watcher.progress(entry),
      ),
    ]);
  } finally {
    ended.abort();
  }
  return by;
}

async function forEach<Entry>(
  entries: AsyncIterable<Entry>,
  tell: (entry: Entry) => void,
): Promise<void> {
  for await (const entry of entries) tell(entry);
}

function from(after: number | undefined) {
  return after === undefined ? { follow: true } : { follow: true, after };
}
