import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ControlPlane, connectControl } from '../../packages/server/src/operate/client.ts';
import { holderOf } from '../../packages/server/src/operate/lock.ts';
import { moveJournals } from '../../packages/server/src/operate/move-journals.ts';
import {
  all,
  startStepping,
  stepOf,
  stopRuns,
  until,
} from '../../packages/server/src/operate/plane.fixture.ts';
import { startControl } from '../../packages/server/src/operate/start-daemon.ts';
import { IS_SYSTEM } from './needed.mjs';
import { type PostgresServer, startPostgres } from './postgres.mjs';

/** A control plane whose journals are in PostgreSQL; it runs what `tsc -b` built. */

const ROOT = join(import.meta.dirname, '../..');
const DAEMON = pathToFileURL(join(ROOT, 'packages/server/dist/operate/daemon.js'));

let server: PostgresServer;
let home: string;

beforeAll(async () => {
  if (IS_SYSTEM) server = await startPostgres();
});
afterAll(() => server?.dispose());

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gigafactory-journal-daemon-'));
});
afterEach(async () => {
  await stopRuns(home);
  await end();
  rmSync(home, { recursive: true, force: true });
});

/** The control plane of this test, which finds its database as that of a person does. */
async function start(): Promise<ControlPlane> {
  process.env['DATABASE_URL'] = server.url();
  try {
    return await startControl(home, { entry: DAEMON });
  } finally {
    delete process.env['DATABASE_URL'];
  }
}

async function end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const daemon = holderOf(join(home, 'lock'));
  if (daemon) process.kill(daemon.pid, signal);
  await until(() => holderOf(join(home, 'lock')) === undefined);
}

/** Environments of the processes of this test, as they were started with. */
function environments(): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const text = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/environ`, 'utf8') : '';
      return text.includes(home) ? [text] : [];
    } catch {
      // It has ended.
      return [];
    }
  });
}

/** All text files below the state folder. */
function texts(): string[] {
  const files = readdirSync(home, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'));
}

describe.runIf(IS_SYSTEM)('a control plane with DATABASE_URL', { retry: 0 }, () => {
  it('says why it does not start, without the password', async () => {
    await server.stop();
    const refusal = await start().then(
      () => '',
      (error: Error) => error.message,
    );
    await server.start();
    expect(refusal).toContain('cannot be reached');
    for (const text of [refusal, ...texts()]) {
      expect(text).not.toContain(server.password);
      expect(text).not.toContain(encodeURIComponent(server.password));
    }
  });

  it('loses nothing while it, and its database, are killed', async () => {
    await startStepping(await start(), 150);
    await until(async () => (await stepOf((await connectControl(home))!)) > 2);
    const held = environments().filter((text) => text.includes('DATABASE_URL'));
    expect(held).toHaveLength(1);
    await server.kill();
    await end('SIGKILL');
    // A machine that is switched on again starts both: the control plane finds no server yet.
    const [next] = await Promise.all([start(), pause(1500).then(() => server.start())]);
    await until(async () => (await stepOf(next)) > 15);
    await server.kill();
    await server.start();
    const events = await all(next.events('tiny', { follow: true }));
    expect(events.filter(({ kind }) => kind === 'launched')).toHaveLength(1);
    const steps = (await all(next.progress('tiny'))).map(({ step }) => step);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(await next.run('tiny')).toMatchObject({ value: { state: 'finished', attempt: 1 } });
    for (const text of texts()) expect(text).not.toContain(server.password);
  });

  it('finds its journals where they were moved to, and live runs in them', async () => {
    const move = (to: 'file' | 'postgres') =>
      moveJournals({ home, to, databaseUrl: server.url(), heard: () => {} });
    await startStepping(await start(), 200);
    await until(async () => (await stepOf((await connectControl(home))!)) > 2);
    expect(await move('file')).toMatchObject({ ok: false, problems: [{ code: 'control.live' }] });
    await end('SIGKILL');
    const toFile = await move('file');
    expect(toFile).toEqual({ ok: true, value: expect.objectContaining({ journals: 1 }) });
    const inFile = await startControl(home, { entry: DAEMON });
    await until(async () => (await stepOf(inFile)) > 8);
    await end();
    const back = await move('postgres');
    expect(back.ok && back.value.added).toBeGreaterThan(0);
    const again = await start();
    const events = await all(again.events('tiny', { follow: true }));
    expect(events.filter(({ kind }) => kind === 'launched')).toHaveLength(1);
    expect(await again.run('tiny')).toMatchObject({ value: { state: 'finished', attempt: 1 } });
  });
});
