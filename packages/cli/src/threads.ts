import { availableParallelism } from 'node:os';
import { RunError, threadWorkers, type Workers } from '@gigafactory/server/threads';
import type { Context, Options } from './command.ts';
import { Stopped, type StopSignal } from './failure.ts';
import type { Io } from './io.ts';
import { withProgress } from './progress.ts';

/** How many threads a command may use. */
export function threadsOption(summary: string, usual: number): Options {
  const most = availableParallelism();
  return { threads: { kind: 'integer', value: 'N', summary, default: usual, least: 1, most } };
}

export const CORES = availableParallelism();

/** What shared work is done with. */
export interface Shared {
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
  work: (shared: Shared) => Promise<T>,
): Promise<{ readonly value: T; readonly cpuSeconds: number }> {
  const threads = args.numbers['threads']!;
  const pool = await io.startPool(threads);
  const { run } = pool;
  try {
    return await untilStopped(io, (signal) =>
      withProgress(io, what, async (say) => {
        // The time of the work should not include loading the program on each thread.
        await Promise.all(Array.from({ length: threads }, () => run('catalogue', {}, signal)));
        const before = io.cpuSeconds();
        const value = await work({ workers: threadWorkers(run, threads), signal, say });
        return { value, cpuSeconds: io.cpuSeconds() - before };
      }),
    );
  } finally {
    await pool.close();
  }
}

/**
 * Work whose signal aborts when the process is asked to stop.
 * @throws Stopped if it ended because of that
 */
export async function untilStopped<T>(
  io: Io,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const cancel = new AbortController();
  let stop: StopSignal | undefined;
  void io.stopped().then((signal) => {
    stop = signal;
    cancel.abort();
  });
  try {
    return await work(cancel.signal);
  } catch (error) {
    if (stop !== undefined && error instanceof RunError) throw new Stopped(stop);
    throw error;
  }
}
