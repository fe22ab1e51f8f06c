import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Problem } from '@gigafactory/core/base';
import type { CommitOutcome } from '../group-commit.ts';
import type { Write } from '../write.ts';
import type { CommitterRequest } from './committer.ts';
import type { DatabaseConstructor } from './library.ts';
import { Writer, type WriterPlace } from './writer.ts';

/** What makes writes durable, one commit at a time. */
export interface Commits {
  readonly commit: (writes: readonly Write[]) => Promise<CommitOutcome>;
  readonly close: () => Promise<void>;
}

/**
 * Commits in a thread. The sources, which tests read directly, have no compiled program for one, and commit in
 * place.
 */
export function openCommits(libsql: DatabaseConstructor, place: WriterPlace): Commits {
  return import.meta.url.endsWith('.ts') ? commitsHere(libsql, place) : commitsInThread(place);
}

function commitsHere(libsql: DatabaseConstructor, place: WriterPlace): Commits {
  const writer = new Writer(libsql, place);
  return {
    commit: async (writes) => writer.commit(writes),
    close: async () => writer.close(),
  };
}

function commitsInThread(place: WriterPlace): Commits {
  const worker = new Worker(new URL('./committer.js', import.meta.url), { workerData: place });
  let answer: ((outcome: CommitOutcome) => void) | undefined;
  let crash: Problem | undefined;
  worker.on('message', (outcome: CommitOutcome) => answer?.(outcome));
  worker.on('error', ({ message }) => {
    crash = crashed(message);
    answer?.({ ok: false, problem: crash, isFinal: true });
  });
  return {
    commit: (writes) =>
      new Promise((resolve) => {
        answer = resolve;
        if (crash) resolve({ ok: false, problem: crash, isFinal: true });
        else worker.postMessage({ writes } satisfies CommitterRequest);
      }),
    close: async () => {
      if (crash) return;
      const exit = once(worker, 'exit');
      worker.postMessage({ isOver: true } satisfies CommitterRequest);
      await exit;
    },
  };
}

function crashed(why: string): Problem {
  return { code: 'journal.broken', message: `What writes the journal ended unexpectedly: ${why}.` };
}
