import { existsSync, realpathSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface, type Interface } from 'node:readline';
import type { Answer } from '@gigafactory/core/api';
import { stateHome } from '@gigafactory/server/state';
import type { RunOperation } from '@gigafactory/server/threads';
import { STOPS, type StopSignal } from './failure.ts';
import type { ControlDoor, Io, Output } from './io.ts';
import { measureMachine } from './machine/measure.ts';

/*
 * Whatever only some commands need is loaded when they do: a command about runs needs no physics, and to load all of
 * it takes most of a second.
 */

/** The real process. */
export function processIo(): Io {
  return {
    stdout: toOutput(process.stdout),
    stderr: toOutput(process.stderr),
    // Opened only on demand, because opening it can block on a terminal.
    get stdin() {
      return process.stdin;
    },
    ask:
      process.stdin.isTTY && process.stderr.isTTY
        ? askOn(() => process.stdin, process.stderr)
        : undefined,
    clock: { now: () => Date.now(), offset: (at) => -new Date(at).getTimezoneOffset() },
    control: controlDoor(stateHome(process.env)),
    user: `${userInfo().username}@${hostname()}`,
    platform: process.platform,
    cwd: process.cwd(),
    env: process.env,
    run,
    startPool,
    openCluster,
    measure: measureMachine,
    examine,
    cpuSeconds: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    stopped: () =>
      new Promise((resolve) => {
        for (const signal of Object.keys(STOPS) as StopSignal[]) {
          process.once(signal, () => resolve(signal));
        }
      }),
  };
}

const examine: Io['examine'] = async function* (patient) {
  const doctor = await import('@gigafactory/server/doctor');
  yield* doctor.examine(patient, doctor.toolsHere());
};

const openCluster: Io['openCluster'] = async (cluster, request) => {
  const { openOnCluster } = await import('@gigafactory/server/batch');
  const command = [process.execPath, realpathSync(process.argv[1]!), 'parts'];
  return openOnCluster(cluster, { ...request, command, access: process.env });
};

function controlDoor(folder: string): ControlDoor {
  const operate = () => import('@gigafactory/server/operate');
  const refuse = async (error: unknown) => {
    const { asInputError } = await import('./control/link.ts');
    throw asInputError(error);
  };
  return {
    folder,
    hasRuns: async () =>
      ['journal.db', 'journal.json'].some((name) => existsSync(join(folder, name))),
    connect: async () => (await operate()).connectControl(folder).catch(refuse),
    start: async () => (await operate()).startControl(folder),
  };
}

/**
 * Asks one question after another on standard error, so that standard output holds the answer of the command
 * alone. One reader serves all of them: lines that were typed or pasted ahead answer the questions to come.
 *
 * @param openInput called with the first question
 * @returns undefined once the input has ended
 */
export function askOn(
  openInput: () => NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): (question: string) => Promise<string | undefined> {
  let terminal: Interface | undefined;
  let lines: AsyncIterator<string> | undefined;
  let isClosed = false;
  return async (question) => {
    // Not as a terminal of its own: that would keep Ctrl-C from being a signal long after the answer.
    if (!terminal) {
      terminal = createInterface({ input: openInput(), output, terminal: false });
      terminal.once('close', () => {
        isClosed = true;
      });
      lines = terminal[Symbol.asyncIterator]();
    }
    output.write(question);
    // From Node 24 on it throws once its input has ended, though lines of it may be left.
    if (!isClosed) terminal.resume();
    const line = await lines!.next();
    // A paused input does not keep the process alive.
    if (!isClosed) terminal.pause();
    return line.done ? undefined : line.value;
  };
}

const startPool: Io['startPool'] = async (size) => {
  const { createWorkerPool } = await import('@gigafactory/server/threads');
  return createWorkerPool({ size });
};

/** A twin can take long: on its own thread it leaves this one free to show progress. */
const run: RunOperation = async (name, input) => {
  if (name !== 'twin') {
    const { dispatch } = await import('@gigafactory/core/api');
    return dispatch(name, input);
  }
  const pool = await startPool(1);
  try {
    return (await pool.run(name, input)) as Answer<typeof name>;
  } finally {
    await pool.close();
  }
};

/** The process's own streams are `NodeJS.WriteStream`s; tests pass others. */
export function toOutput(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number },
): Output {
  let failure: string | undefined;
  const gone = deferred();
  const note = (error: NodeJS.ErrnoException | null | undefined) => {
    if (!error) return;
    if (NO_FAILURE.has(error.code ?? '')) gone.resolve();
    else failure ??= error.code ?? error.message;
  };
  // Without a listener an error would end the process, whatever the exit code of the command.
  stream.on('error', note);
  return {
    write: (text) => void stream.write(text, note),
    isTTY: stream.isTTY === true,
    columns: stream.isTTY ? stream.columns : undefined,
    gone: gone.promise,
    settled: () =>
      new Promise((resolve) => {
        stream.write('', (error) => {
          note(error);
          resolve(failure);
        });
      }),
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** A reader that has gone, and writes to a stream after its first failure. */
const NO_FAILURE: ReadonlySet<string> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED']);
