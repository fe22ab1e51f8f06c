import type { RunOperation } from '@gigafactory/server';
import type { Io } from './io.ts';
import { main } from './main.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly isTTY?: boolean;
  readonly run?: RunOperation;
  /** Threads of their own; unless given, `run` stands for them. */
  readonly startPool?: Io['startPool'];
  readonly stopped?: () => Promise<void>;
}

/** Runs the program in this process and keeps what it prints. */
export async function runMain(argv: readonly string[], around: Surroundings = {}): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const { isTTY = false, run = refuseToRun } = around;
  const io: Io = {
    stdout: { write: (text) => void out.push(text), isTTY },
    stderr: { write: (text) => void err.push(text), isTTY },
    stdin: pieces(around.stdin ?? ''),
    cwd: around.cwd ?? process.cwd(),
    env: around.env ?? {},
    run,
    startPool: around.startPool ?? (() => ({ run, close: () => Promise.resolve() })),
    cpuSeconds: () => 0,
    stopped: around.stopped ?? (() => new Promise(() => {})),
  };
  const code = await main(argv, io);
  return { code, out: out.join(''), err: err.join('') };
}

const refuseToRun: RunOperation = () =>
  Promise.reject(new Error('no operation was expected to run'));

async function* pieces(input: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof input === 'string' ? new TextEncoder().encode(input) : input;
}
