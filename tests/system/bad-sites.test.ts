import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dispatch } from '@gigafactory/core/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENGINES } from '../../packages/server/src/operate/engines.ts';
import { steppingText } from '../../packages/server/src/operate/plane.fixture.ts';
import { Plane } from '../../packages/server/src/operate/plane.ts';
import { openStateFolder } from '../../packages/server/src/operate/state-folder.ts';
import type { RunOperation } from '../../packages/server/src/threads/run.ts';
import { IS_SYSTEM } from './needed.mjs';
import { SlurmCluster } from './slurm.mjs';

/** What a site does to runs that it should not, end to end on a real Slurm. */

/** How long Slurm is away. */
const AWAY_MS = 20_000;
/** How long a token lives, s: long enough for a run to start. */
const LIFE_S = 45;

const run = (async (name, input) => dispatch(name, input)) as RunOperation;

/** A program of a thousand thousand small steps on two of the nodes. */
function factory(engine: string): string {
  return steppingText(100)
    .replace('100k tokens', '100M tokens')
    .replace('kind: local, nodes: 3', `kind: slurm, ${engine}`)
    .replace('resilience: { recovery: replica, replicas: 2 }\n', '');
}

describe.skipIf(!IS_SYSTEM)('on a site with a real Slurm', () => {
  let cluster: SlurmCluster;
  let home: string;
  let elsewhere: string;
  let plane: Plane;

  beforeAll(async () => {
    cluster = await SlurmCluster.start({ nodes: 3 });
  });
  afterAll(() => cluster?.stop());

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'gf-bad-site-'));
    // Of the host alone: nodes see only what they are shown.
    elsewhere = mkdtempSync(join(tmpdir(), 'gf-elsewhere-'));
    const folder = openStateFolder(home);
    if (!folder.ok) throw new Error(folder.problems[0]!.message);
    const holder = { pid: process.pid, startedAt: '', since: '', version: '0' };
    const log = () => {};
    const parts = { folder: folder.value, holder, run, log, lost: log, engines: ENGINES };
    const opened = await Plane.open(parts);
    if (!opened.ok) throw new Error(opened.problems[0]!.message);
    plane = opened.value;
  });
  afterEach(async () => {
    for (const live of plane.runs.live()) await live.order({ kind: 'stop' }, 'the test');
    await until(() => plane.runs.live().length === 0);
    await plane.close();
    rmSync(home, { recursive: true, force: true });
    rmSync(elsewhere, { recursive: true, force: true });
  });

  /** Starts it from a factory file in a folder, in which its ranks start. */
  const start = (engine: string, folder = cluster.shared) =>
    plane.runs.start({
      ...{ by: 'ada', file: join(folder, 'tiny.yaml'), text: factory(engine) },
      environment: cluster.env,
    });

  const detail = () => {
    const found = plane.runs.find('tiny');
    if (!found.ok) throw new Error(found.problems[0]!.message);
    return found.value.detail();
  };
  const told = async () => {
    const found = plane.runs.find('tiny');
    return found.ok ? found.value.folder.read('events.ndjson')! : '';
  };

  it('a partition that is too small is refused, and nothing is submitted', async () => {
    const started = await start(`partition: small, nodes: 2, shared: ${cluster.shared}`);
    expect(started).toMatchObject({ ok: false, problems: [{ code: 'engine.tooFew' }] });
    if (!started.ok) expect(started.problems[0]!.message).toContain('partition small has 1 (n0)');
    expect(await cluster.ask('squeue', '--noheader')).toBe('');
    expect(readdirSync(cluster.shared)).toEqual([]);
  });

  it('a shared folder that is not shared is said to be so', async () => {
    expect((await start(`partition: gpu, nodes: 2, shared: ${elsewhere}`)).ok).toBe(true);
    await until(async () =>
      (await told()).includes('the shared folder is not the same on all nodes'),
    );
    expect(detail().progress.step).toBe(0);
  });

  it('a folder of the program that the nodes do not have is named', async () => {
    const engine = `partition: gpu, nodes: 2, shared: ${cluster.shared}`;
    expect((await start(engine, elsewhere)).ok).toBe(true);
    const reason = `was not started: there is no folder ${elsewhere} on n`;
    await until(async () => (await told()).includes(reason));
    expect(detail().progress.step).toBe(0);
  });

  it('a Slurm that is gone for a while ends nothing, and what was ordered meanwhile is done', async () => {
    expect((await start(`partition: gpu, nodes: 2, shared: ${cluster.shared}`)).ok).toBe(true);
    await until(() => detail().progress.step > 3);
    await saved();
    cluster.killController();
    const before = detail().progress.step;
    await sleep(AWAY_MS);
    expect(detail()).toMatchObject({ state: 'active', phase: 'running', attempt: 1 });
    expect(detail().progress.step).toBeGreaterThan(before);
    const [live] = plane.runs.live();
    expect(await live!.order({ kind: 'stop' }, 'ada')).toMatchObject({ ok: true });
    await cluster.startController();
    await until(() => detail().state === 'stopped');
    expect(cluster.ranks()).toEqual([]);
    expect(detail().attempt).toBe(1);
  });

  it('a token that expires ends nothing, and one that is renewed is taken', async () => {
    const { url, token } = await cluster.startRest();
    const file = join(home, 'token');
    const short = await cluster.ask('scontrol', 'token', `lifespan=${LIFE_S}`);
    writeFileSync(file, short.trim().replace('SLURM_JWT=', ''));
    const rest = `rest: { url: "${url}", tokenFile: ${file} }`;
    const asked = performance.now();
    const started = await start(`partition: gpu, nodes: 2, shared: ${cluster.shared}, ${rest}`);
    expect(started).toMatchObject({ ok: true });
    await until(() => detail().progress.step > 3);
    await sleep(Math.max(0, LIFE_S * 1000 + 5000 - (performance.now() - asked)));
    const before = detail().progress.step;
    const [live] = plane.runs.live();
    await live!.order({ kind: 'requeue' }, 'ada');
    await sleep(10_000);
    expect(detail()).toMatchObject({ state: 'active', attempt: 1 });
    writeFileSync(file, token);
    await until(() => detail().attempt === 2 && detail().phase === 'running');
    expect(before).toBeGreaterThan(3);
  });

  /** A controller that is killed forgets what it has not saved; what has not changed is not saved again. */
  async function saved(): Promise<void> {
    const since = Date.now();
    const [job] = (await cluster.ask('squeue', '--noheader', '--format=%i')).trim().split('\n');
    await cluster.ask('scontrol', 'update', `JobId=${job}`, 'Priority=1000');
    await until(() => cluster.savedAt > since);
  }
});

/** Waits for a condition, however busy the machine is. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 120_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Never: ${condition}`);
    await sleep(200);
  }
}
