import { availableParallelism } from 'node:os';
import { RunError, type RunOperation } from '@gigafactory/server';
import type { Context, Options } from './command.ts';
import { withProgress } from './progress.ts';

/** How many threads a command may use. */
export function threadsOption(summary: string, usual: number): Options {
  const most = availableParallelism();
  return { threads: { kind: 'integer', value: 'N', summary, default: usual, least: 1, most } };
}

export const CORES = availableParallelism();

export interface Threads {
  readonly run: RunOperation;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Says what is being done now. */
  readonly say: (what: string) => void;
}

/**
 * Works on the threads that `--threads` asks for, with progress on a terminal; nothing when it was
 * stopped with Ctrl-C. `cpuSeconds` is that of the work on all threads, without starting them.
 */
export async function onThreads<T>(
  { io, args }: Context,
  what: string,
  work: (threads: Threads) => Promise<T>,
): Promise<{ readonly value: T; readonly cpuSeconds: number } | undefined> {
  const threads = args.numbers['threads']!;
  const pool = io.startPool(threads);
  const cancel = new AbortController();
  void io.stopped().then(() => cancel.abort());
  const { signal } = cancel;
  const { run } = pool;
  try {
    return await withProgress(io, what, async (say) => {
      // The time of the work is not to hold that of loading the program on each thread.
      await Promise.all(Array.from({ length: threads }, () => run('catalogue', {}, signal)));
      const before = io.cpuSeconds();
      const value = await work({ run, threads, signal, say });
      return { value, cpuSeconds: io.cpuSeconds() - before };
    });
  } catch (error) {
    if (signal.aborted && error instanceof RunError) return undefined;
    throw error;
  } finally {
    await pool.close();
  }
}
