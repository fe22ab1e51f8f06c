import process from 'node:process';
import { type Answer, dispatch } from '@gigafactory/core/api';
import { createWorkerPool, type RunOperation } from '@gigafactory/server';
import type { Io, Output } from './io.ts';

/** The real process. */
export function processIo(): Io {
  return {
    stdout: toOutput(process.stdout),
    stderr: toOutput(process.stderr),
    // Opened only when asked for: opening it can wait for a terminal.
    get stdin() {
      return process.stdin;
    },
    cwd: process.cwd(),
    env: process.env,
    run,
    startPool: (size) => createWorkerPool({ size }),
    cpuSeconds: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    stopped: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
      }),
  };
}

/** A twin can take long: on its own thread it leaves this one free to show the time. */
const run: RunOperation = async (name, input) => {
  if (name !== 'twin') return dispatch(name, input);
  const pool = createWorkerPool({ size: 1 });
  try {
    return (await pool.run(name, input)) as Answer<typeof name>;
  } finally {
    await pool.close();
  }
};

function toOutput(stream: NodeJS.WriteStream): Output {
  // `gigafactory plan FILE | head` closes the pipe early: not a mistake, and nothing left to do.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  return { write: (text) => void stream.write(text), isTTY: stream.isTTY === true };
}
