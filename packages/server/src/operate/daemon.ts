import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Problem } from '@gigafactory/core/base';
import { createAdaptorServer } from '@hono/node-server';
import { createWorkerPool } from '../threads/worker-pool.ts';
import { openControlLog } from './control-log.ts';
import { ENGINES } from './engines.ts';
import { takeLock } from './lock.ts';
import { Plane } from './plane.ts';
import { controlRoutes } from './routes.ts';
import { openStateFolder, type StateFolder, stateHome } from './state-folder.ts';

/* The control plane as a program of its own: `node daemon.js`, with GIGAFACTORY_HOME. */

/** A plan that takes longer is refused, ms. */
const PLAN_LIMIT_MS = 120_000;
/** How long requests under way have before the program leaves, ms. */
const LAST_MOMENT_MS = 500;

const folder = openStateFolder(stateHome(process.env));
if (!folder.ok) leave(folder.problems[0]!.message);
else await operate(folder.value);

/** Standard error is the control log: whoever started this reads its end. */
function leave(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

async function operate(folder: StateFolder): Promise<void> {
  const log = openControlLog(folder.log);
  const lock = takeLock(folder.lock, new Date());
  if (!lock.ok) {
    const { pid, since, version } = lock.holder;
    return leave(`${folder.home} is held by the control plane ${pid} (${version}) since ${since}.`);
  }
  const { holder } = lock;
  const say = (event: string, message: string) => log({ level: 'info', event, message });
  const { pid, version } = holder;
  say('control.started', `Control plane ${pid}, version ${version}, takes ${folder.home}.`);
  const pool = createWorkerPool({ size: 1, limitMs: PLAN_LIMIT_MS });
  const lost = ({ code = 'journal.lost', message }: Problem) => {
    log({ level: 'error', event: code, message });
    process.exit(1);
  };
  const plane = await Plane.open({
    ...{ folder, holder, log, lost, run: pool.run, databaseUrl: takeDatabaseUrl() },
    engines: ENGINES,
  });
  if (!plane.ok) {
    lock.release();
    await pool.close();
    return leave(plane.problems[0]!.message);
  }
  const server = await listen(plane.value, folder);
  say('control.listening', 'It listens.');
  const signal = await stopped();
  say('control.leaving', `${signal}: it leaves; its runs go on.`);
  await close(server);
  await plane.value.close();
  await pool.close();
  rmSync(folder.socket, { force: true });
  lock.release();
  say('control.left', 'It has left.');
  // A timer of an engine may still be set, and has nobody to tell.
  process.exit(0);
}

/** The address has a password in it: nothing that this process starts is to inherit it. */
function takeDatabaseUrl(): string | undefined {
  const { DATABASE_URL } = process.env;
  delete process.env['DATABASE_URL'];
  return DATABASE_URL;
}

function listen(plane: Plane, { socket, token }: StateFolder): Promise<Server> {
  // Whoever has the lock owns the socket: what is there was left behind.
  rmSync(socket, { force: true });
  const { fetch } = controlRoutes(plane, token);
  const server = createAdaptorServer({ fetch }) as Server;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, () => resolve(server));
  });
}

function stopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.once(signal, () => resolve(signal));
    }
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), LAST_MOMENT_MS).unref();
  });
}
