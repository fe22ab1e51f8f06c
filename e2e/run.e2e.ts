import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Rig, waitFor } from '../scripts/lib/chaos/rig.mjs';
import { type Served, serveRuns } from '../scripts/lib/live-factory.mjs';
import { writeFactory } from '../tests/run/factory.ts';
import { openPage, startBrowser } from './browser.ts';

const PATIENCE_MS = 120_000;

let browser: Browser;
let rig: Rig;
let folder: string;
let served: Served | undefined;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
});

beforeEach(() => {
  rig = new Rig();
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-e2e-'));
});

afterEach(async () => {
  served?.end();
  await rig.end();
  rmSync(folder, { recursive: true });
});

/** Serves a factory and the runs of the state folder; the link that it prints, with the token in it. */
async function up(file: string): Promise<string> {
  served = await serveRuns(rig, file);
  return served.link;
}

describe('a real run in Chromium', { timeout: 300_000 }, () => {
  it('is watched live, loses a rank and says why, and is lived again in the twin', async () => {
    const goOn = join(folder, 'go-on');
    const file = writeFactory(folder, { environment: { STEP_MS: '100', HANG_FILE: goOn } });
    await rig.command('run', file, '--yes', '--json', '-d');
    const { page, errors } = await openPage(browser);
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(await up(file));
    await page.goto(`${new URL(page.url()).origin}/#/operate/runs`);
    await page.getByRole('table', { name: 'Runs' }).getByRole('link', { name: 'quick' }).click();
    await page.getByRole('heading', { level: 1, name: 'quick' }).waitFor();
    await expect
      .poll(() => page.getByRole('status', { name: 'Connection', exact: true }).textContent())
      .toBe('live');
    await page.getByRole('button', { name: 'Read the log' }).click();
    const log = page.getByRole('log', { name: 'Log of quick' });
    await expect.poll(() => log.textContent(), { timeout: PATIENCE_MS }).toContain('{"step":60,');

    const [victim] = rig.table.read().ranks;
    process.kill(victim!.pid, 'SIGKILL');
    const attempts = page.getByRole('table', { name: 'Attempts of quick' }).getByRole('row');
    await attempts.nth(2).waitFor();
    await expect.poll(() => attempts.nth(1).textContent()).toMatch(/^2.*It goes on/);
    expect(await attempts.nth(2).textContent()).toMatch(/^1.*(rank|SIGKILL|signal|crash)/i);
    const failure = page
      .getByRole('list', { name: 'Events' })
      .getByText(/failed/)
      .first();
    await failure.waitFor();

    await page.getByRole('button', { name: 'Live quick again' }).click();
    const figures = page.getByRole('table', { name: 'Planned, simulated and measured' });
    await expect
      .poll(() => figures.getByRole('row', { name: /Failures/ }).textContent(), {
        timeout: PATIENCE_MS,
      })
      .toMatch(/1/);
    await page.getByRole('region', { name: 'One life of each policy' }).waitFor();

    writeFileSync(goOn, '');
    await waitFor(async () => (await rig.detail('quick'))?.state === 'finished', PATIENCE_MS);
    await expect
      .poll(() => page.getByRole('status', { name: 'Connection', exact: true }).textContent())
      .toBe('over');
    expect(errors).toEqual([]);
  });

  it('stops a run when the button that names it is pressed twice', async () => {
    const file = writeFactory(folder, { environment: { HANG_FILE: join(folder, 'never') } });
    await rig.command('run', file, '--yes', '--json', '-d');
    const { page, errors } = await openPage(browser);
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(await up(file));
    await page.goto(`${new URL(page.url()).origin}/#/operate/runs/quick`);
    await page.getByRole('button', { name: 'Stop quick' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop quick' }).click();
    await waitFor(async () => (await rig.detail('quick'))?.state === 'stopped', PATIENCE_MS);
    await page.getByText('stopped').first().waitFor();
    expect((await rig.detail('quick'))?.orders.map(({ order }) => order)).toEqual(['stop']);
    await page.close();
    expect(errors).toEqual([]);
    served?.end();
    expect(await rig.leftOver()).toEqual([]);
  });
});
