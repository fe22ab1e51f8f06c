import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rig, waitFor } from '../scripts/lib/chaos/rig.mjs';
import { serveRuns } from '../scripts/lib/live-factory.mjs';
import { IS_SYSTEM } from '../tests/system/needed.mjs';
import { SlurmCluster } from '../tests/system/slurm.mjs';
import { openPage, startBrowser } from './browser.ts';

const EXAMPLE = fileURLToPath(new URL('../examples/grok-nano.yaml', import.meta.url));
/** A rank makes its lessons before it trains. */
const PATIENCE_MS = 240_000;

describe.skipIf(!IS_SYSTEM)('a run on a real Slurm, in Chromium', { timeout: 960_000 }, () => {
  let browser: Browser;
  let cluster: SlurmCluster;
  let folder: string;
  let rig: Rig;

  beforeAll(async () => {
    // A short path that the nodes see too: sockets are below it.
    folder = mkdtempSync(join(tmpdir(), 'gf-e2e-'));
    [browser, cluster] = await Promise.all([
      startBrowser(),
      SlurmCluster.start({ nodes: 4, gpusPerNode: 1, shown: [folder] }),
    ]);
    rig = new Rig(cluster.env, folder);
  });

  afterAll(async () => {
    await rig?.end();
    await Promise.all([browser?.close(), cluster?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is watched live on the nodes of the site, loses a rank and has it back', async () => {
    const shared = join(rig.home, 'shared');
    mkdirSync(shared);
    const site = [
      '--engine',
      'slurm',
      '--partition',
      'gpu',
      '--nodes',
      'n[0-3]',
      '--shared',
      shared,
    ];
    // Long enough to be watched.
    const long = ['--set', 'runs.grok-nano.tokens=40,960,000 tokens'];
    await rig.command('run', EXAMPLE, ...site, ...long, '--yes', '--json', '-d');
    const { page, errors } = await openPage(browser);
    page.setDefaultTimeout(PATIENCE_MS);
    const served = await serveRuns(rig, EXAMPLE);
    await page.goto(served.link);
    await page.goto(`${new URL(page.url()).origin}/#/operate/runs/grok-nano`);
    await page.getByRole('heading', { level: 1, name: 'grok-nano' }).waitFor();
    const connection = page.getByRole('status', { name: 'Connection', exact: true });
    await expect.poll(() => connection.textContent()).toBe('live');
    await page.getByRole('button', { name: 'Read the log' }).click();
    const log = page.getByRole('log', { name: 'Log of grok-nano' });
    await expect.poll(() => log.textContent(), { timeout: PATIENCE_MS }).toContain('{"step":10,');

    // One job for each replica, on the nodes that the page shows.
    const jobs = (await cluster.ask('squeue', '-h', '-t', 'R', '-o', '%N')).trim().split('\n');
    expect(jobs).toHaveLength(2);
    const [victim] = rig.table.read().ranks;
    process.kill(victim!.pid, 'SIGKILL');
    const events = page.getByRole('list', { name: 'Events' });
    await events
      .getByText(/failed/)
      .first()
      .waitFor();
    await waitFor(() => rig.table.read().ranks.length === 2, PATIENCE_MS);
    await expect
      .poll(async () => (await rig.detail('grok-nano'))?.lostReplicas, { timeout: PATIENCE_MS })
      .toEqual([]);

    await rig.command('stop', 'grok-nano', '--yes');
    await expect.poll(() => connection.textContent(), { timeout: PATIENCE_MS }).toBe('over');
    expect(errors).toEqual([]);
    await expect.poll(() => cluster.ask('squeue', '-h', '-t', 'R'), { timeout: 60_000 }).toBe('');
    expect(cluster.ranks()).toEqual([]);
    served.end();
  });
});
