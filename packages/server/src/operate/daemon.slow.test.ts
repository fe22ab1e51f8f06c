import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holderOf } from './lock.ts';
import { all, startStepping, stepOf, stopRuns, until } from './plane.fixture.ts';
import { startControl } from './start-daemon.ts';

/** These processes run what `tsc -b` built. */
const DAEMON = pathToFileURL(join(import.meta.dirname, '../../dist/operate/daemon.js'));

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gigafactory-daemon-'));
});

afterEach(async () => {
  await stopRuns(home);
  await until(() => {
    // One that was started in vain may take over from the one that is ended.
    const daemon = holderOf(join(home, 'lock'));
    if (daemon) process.kill(daemon.pid, 'SIGTERM');
    return ofThisTest().length === 0;
  });
  rmSync(home, { recursive: true, force: true });
}, 60_000);

/** Processes whose environment names the folder of this test. */
function ofThisTest(): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').includes(home);
    } catch {
      // It ended meanwhile, or is of another user.
      return false;
    }
  });
}

describe('the daemon', () => {
  it('is started by the first who needs it, and runs a program to its end', async () => {
    const control = await startControl(home, { entry: DAEMON });
    await startStepping(control, 20);
    const events = await all(control.events('tiny', { follow: true }));
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['requested', 'placed', 'launched', 'finished', 'released']),
    );
    const detail = await control.run('tiny');
    expect(detail).toMatchObject({
      ok: true,
      value: { state: 'finished', progress: { step: 49 } },
    });
  });

  it('is one for all who start it at the same time', async () => {
    const starts = Array.from({ length: 3 }, () => startControl(home, { entry: DAEMON }));
    const holders = await Promise.all(
      (await Promise.all(starts)).map(async (control) => (await control.state()).holder?.pid),
    );
    expect(new Set(holders).size).toBe(1);
  });

  it('may be killed at any moment: the run goes on and the next one takes it up', async () => {
    const control = await startControl(home, { entry: DAEMON });
    await startStepping(control, 100);
    await until(async () => (await stepOf(control)) > 2);
    const daemon = holderOf(join(home, 'lock'))!;
    process.kill(daemon.pid, 'SIGKILL');
    await until(() => holderOf(join(home, 'lock')) === undefined);
    await expect(control.state()).rejects.toMatchObject({ name: 'ControlLost' });
    const next = await startControl(home, { entry: DAEMON });
    const events = await all(next.events('tiny', { follow: true }));
    expect(events.filter(({ kind }) => kind === 'launched')).toHaveLength(1);
    expect(events.some(({ kind }) => kind === 'inventory')).toBe(true);
    const steps = (await all(next.progress('tiny'))).map(({ step }) => step);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(49);
    expect(await next.run('tiny')).toMatchObject({ value: { state: 'finished', attempt: 1 } });
  });

  it('that cannot start says why', async () => {
    const missing = new URL('./no-daemon.js', DAEMON);
    await expect(startControl(home, { entry: missing })).rejects.toMatchObject({
      name: 'ControlRefused',
      message: expect.stringContaining('no-daemon.js'),
    });
  });
});
