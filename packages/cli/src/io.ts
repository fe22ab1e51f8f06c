import type { RunOperation, WorkerPool } from '@gigafactory/server';

/** Somewhere to write text to. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
}

/** All that the program touches outside itself; tests give their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** The bytes of standard input, in pieces. */
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs an operation of the core. */
  readonly run: RunOperation;
  /** Starts threads that run operations of the core. */
  readonly startPool: (threads: number) => WorkerPool;
  /** CPU time that this process has used on all its threads, s. */
  readonly cpuSeconds: () => number;
  /** Resolves when the process is asked to stop (SIGINT, SIGTERM). */
  readonly stopped: () => Promise<void>;
}
