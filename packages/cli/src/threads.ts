import { availableParallelism } from 'node:os';
import { RunError, threadWorkers, type Workers } from '@gigafactory/server/threads';
import type { Context, Options } from './command.ts';
import { Stopped, type StopSignal } from './failure.ts';
import { withProgress } from './progress.ts';

/** How many threads a command may use. */
export function threadsOption(summary: string, usual: number): Options {
  const most = availableParallelism();
  return { threads: { kind: 'integer', value: 'N', summary, default: usual, least: 1, most } };
}

export const CORES = availableParallelism();

export interface Threads {
  readonly workers: Workers;
  readonly signal: AbortSignal;
  /** Reports what is being done now. */
  readonly say: (what: string) => void;
}

/**
 * Works on as many threads as `--threads` says, with progress on a terminal. `cpuSeconds` is that of the work
 * on all threads, without starting them.
 * @throws Stopped if the process is asked to stop
 */
export async function onThreads<T>(
  { io, args }: Context,
  what: string,
  work: (threads: Threads) => Promise<T>,
): Promise<{ readonly value: T; readonly cpuSeconds: number }> {
  const threads = args.numbers['threads']!;
  const pool = io.startPool(threads);
  const cancel = new AbortController();
  let stop: StopSignal | undefined;
  void io.stopped().then((signal) => {
    stop = signal;
    cancel.abort();
  });
  const { signal } = cancel;
  const { run } = pool;
  try {
    return await withProgress(io, what, async (say) => {
      // The time of the work should not include loading the program on each thread.
      await Promise.all(Array.from({ length: threads }, () => run('catalogue', {}, signal)));
      const before = io.cpuSeconds();
      const value = await work({ workers: threadWorkers(run, threads), signal, say });
      return { value, cpuSeconds: io.cpuSeconds() - before };
    });
  } catch (error) {
    if (stop !== undefined && error instanceof RunError) throw new Stopped(stop);
    throw error;
  } finally {
    await pool.close();
  }
}
