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
  readonly stopped?: () => Promise<void>;
}

/** Runs the program in this process and keeps what it prints. */
export async function runMain(argv: readonly string[], around: Surroundings = {}): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const { isTTY = false } = around;
  const io: Io = {
    stdout: { write: (text) => void out.push(text), isTTY },
    stderr: { write: (text) => void err.push(text), isTTY },
    stdin: pieces(around.stdin ?? ''),
    cwd: around.cwd ?? process.cwd(),
    env: around.env ?? {},
    run: around.run ?? (() => Promise.reject(new Error('no operation was expected to run'))),
    cpuSeconds: () => 0,
    stopped: around.stopped ?? (() => Promise.resolve()),
  };
  const code = await main(argv, io);
  return { code, out: out.join(''), err: err.join('') };
}

async function* pieces(input: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof input === 'string' ? new TextEncoder().encode(input) : input;
}
