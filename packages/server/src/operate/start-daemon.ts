import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PROGRAM_VERSION } from '@gigafactory/core/base';
import { type ControlPlane, ControlRefused, connectControl } from './client.ts';
import { plainLine } from './control-log.ts';
import { type Holder, holderOf } from './lock.ts';
import { openStateFolder, type StateFolder } from './state-folder.ts';

/** Once compiled, the daemon is next to this file. */
const DAEMON = new URL('./daemon.js', import.meta.url);

export interface StartOptions {
  /** The daemon's script; only tests replace it. */
  readonly entry?: URL;
}

/** A machine under load takes several seconds to load a program, ms. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 25;

/**
 * The control plane of a state folder, started if none is running. One of another version gives way: what it
 * runs goes on, under the new one. Rejects with `ControlRefused`.
 */
export async function startControl(
  home: string,
  { entry = DAEMON }: StartOptions = {},
): Promise<ControlPlane> {
  if (process.platform === 'win32') {
    const message =
      'Runs need processes as Linux and macOS have them: on Windows, use WSL. Plan and twin work here.';
    throw new ControlRefused([{ code: 'engine.platform', message }]);
  }
  const folder = openStateFolder(home);
  if (!folder.ok) throw new ControlRefused(folder.problems);
  await retire(folder.value);
  const running = await connectControl(home);
  if (running) return running;
  const since = sizeOf(folder.value.log);
  const daemon = launch(folder.value, entry);
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
    const control = await connectControl(home);
    if (control) return control;
    // Another one may have been started at the same moment, and have the folder.
    if (daemon.hasEnded() && !holderOf(folder.value.lock)) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const message = `The control plane did not start. The end of ${folder.value.log}:\n${lastLines(folder.value.log, since)}`;
  throw new ControlRefused([{ code: 'control.start', message }]);
}

/** Asks a control plane of another version to leave, and waits until it has. */
async function retire({ lock }: StateFolder): Promise<void> {
  const holder = holderOf(lock);
  if (!holder || holder.version === PROGRAM_VERSION) return;
  kill(holder);
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
    if (holderOf(lock)?.startedAt !== holder.startedAt) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const message = `The control plane ${holder.pid} of version ${holder.version} does not leave: end it.`;
  throw new ControlRefused([{ code: 'control.version', message }]);
}

function kill({ pid }: Holder): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Starts it in a session of its own: it outlives the terminal. */
function launch({ home, log }: StateFolder, entry: URL): { hasEnded(): boolean } {
  const output = openSync(log, 'a', 0o600);
  const daemon = spawn(process.execPath, [fileURLToPath(entry)], {
    cwd: home,
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, GIGAFACTORY_HOME: home },
  });
  closeSync(output);
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
  };
  daemon.once('exit', end);
  daemon.once('error', end);
  daemon.unref();
  return { hasEnded: () => hasEnded };
}

function sizeOf(path: string): number {
  return read(path).length;
}

/** What was logged since, at most the last 20 lines, in words. */
function lastLines(path: string, since: number): string {
  const lines = read(path).subarray(since).toString('utf8').trimEnd().split('\n');
  return lines.slice(-20).map(plainLine).join('\n');
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
