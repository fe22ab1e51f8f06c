import type { RunOperation } from '@gigafactory/server/threads';
import type { ControlDoor, Io } from './io.ts';
import { main } from './main.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** A person's answers, line by line; without them there is no terminal to ask on. */
  readonly answers?: readonly string[];
  readonly isTTY?: boolean;
  /** Columns of the terminal. */
  readonly columns?: number;
  /** The system's error code if standard output cannot be written. */
  readonly failure?: string;
  readonly run?: RunOperation;
  /** Starts threads; by default `run` replaces them. */
  readonly startPool?: Io['startPool'];
  readonly openCluster?: Io['openCluster'];
  readonly measure?: Io['measure'];
  readonly examine?: Io['examine'];
  readonly stopped?: Io['stopped'];
  /** Resolves once nobody reads standard output. */
  readonly gone?: Promise<void>;
  /** By default a state folder in which nothing was ever run. */
  readonly control?: ControlDoor;
  readonly platform?: NodeJS.Platform;
}

/** Runs the program in this process and keeps what it prints. */
export async function runMain(argv: readonly string[], around: Surroundings = {}): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(argv, ioOf(around, out, err));
  return { code, out: out.join(''), err: err.join('') };
}

/** Surroundings that keep what is written to them in two lists. */
export function ioOf(around: Surroundings, out: string[] = [], err: string[] = []): Io {
  const { isTTY = false, columns, failure, stdin = '', run = refuseToRun } = around;
  const terminal = { isTTY, columns };
  return {
    stdout: {
      ...terminal,
      write: (text) => void out.push(text),
      settled: async () => failure,
      gone: around.gone ?? never,
    },
    stderr: {
      ...terminal,
      write: (text) => void err.push(text),
      settled: async () => undefined,
      gone: never,
    },
    stdin: typeof stdin === 'string' || stdin instanceof Uint8Array ? pieces(stdin) : stdin,
    ask: around.answers && asking([...around.answers], err),
    clock: { now: () => Date.parse('2026-11-29T20:45:00Z'), offset: () => 60 },
    control: around.control ?? idleControl('/state'),
    user: 'ada@hill',
    platform: around.platform ?? 'linux',
    cwd: around.cwd ?? process.cwd(),
    env: around.env ?? {},
    run,
    startPool: around.startPool ?? (async () => ({ run, close: () => Promise.resolve() })),
    openCluster:
      around.openCluster ?? (() => Promise.reject(new Error('no cluster was to be used'))),
    measure: around.measure ?? (() => Promise.reject(new Error('nothing was to be measured'))),
    examine: around.examine ?? refuseToExamine,
    cpuSeconds: () => 0,
    stopped: around.stopped ?? (() => new Promise(() => {})),
  };
}

const never = new Promise<never>(() => {});

/** A state folder where no control plane is to be started. */
export function idleControl(folder: string): ControlDoor {
  return {
    folder,
    hasRuns: async () => false,
    connect: async () => undefined,
    start: () => Promise.reject(new Error('no control plane was expected to start')),
  };
}

function asking(answers: string[], err: string[]): NonNullable<Io['ask']> {
  return async (question) => {
    err.push(question);
    return answers.shift();
  };
}

const refuseToExamine = () => {
  throw new Error('nothing was to be examined');
};

const refuseToRun: RunOperation = () =>
  Promise.reject(new Error('no operation was expected to run'));

async function* pieces(input: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof input === 'string' ? new TextEncoder().encode(input) : input;
}
