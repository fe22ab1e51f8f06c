import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvParse } from 'd3-dsv';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findBarriers } from '../scripts/lib/axe.mjs';
import { Rig } from '../scripts/lib/chaos/rig.mjs';
import { type Served, serveRuns, writeServices } from '../scripts/lib/live-factory.mjs';
import { openPage, startBrowser } from './browser.ts';
import { publishTwo } from './served.fixture.ts';
import { take, textOf } from './taking.ts';

/** A busy machine takes its time for each start of a process. */
const PATIENCE_MS = 120_000;

let browser: Browser;
let rig: Rig;
let folder: string;
let file: string;
let served: Served | undefined;
let published: Promise<void> | undefined;

// One state folder and one `up` for all: models come before there is a control plane, services after it was begun.
beforeAll(async () => {
  rig = new Rig();
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-e2e-'));
  file = writeFile('the first');
  [browser, served] = await Promise.all([startBrowser(), serveRuns(rig, file)]);
}, PATIENCE_MS);

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  served?.end();
  await Promise.all([browser?.close(), rig.end()]);
  rmSync(folder, { recursive: true });
}, PATIENCE_MS);

/** A page of the console that `up` serves, with the token of the state folder. */
async function open(path: string, options?: BrowserContextOptions) {
  const { page, errors } = await openPage(browser, options);
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(served?.link ?? '');
  await goTo(page, path);
  return { page, errors };
}

/** A factory file with one service, of one or two replicas of a version of a program. */
function writeFile(version: string): string {
  const assistant = { gpus: 2, least: 1, priority: 1, model: 'tiny', version };
  return writeServices(folder, { assistant }, 3);
}

/** Two versions of a model, once for all tests: what it is made of goes with the test that asks first. */
function publishOnce(): Promise<void> {
  published ??= publishTwo(rig.home);
  return published;
}

async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/#${path}`);
}

function region(page: Page, name: string) {
  return page.getByRole('region', { name, exact: true });
}

/** The rows of a list, as its menu saves them. */
async function tableOf(page: Page, list: string) {
  const menu = page.getByRole('button', { name: `Hand on: ${list}`, exact: true });
  return csvParse(await textOf(await take(page, menu, 'Save as CSV')));
}

/** Gives an order as a person would, from the button that asks to the answer. */
async function give(page: Page, name: string, why: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name });
  await dialog.getByLabel('Your name').fill('Anna');
  await dialog.getByLabel('Why').fill(why);
  await dialog.getByRole('button', { name, exact: true }).click();
  await dialog.getByRole('status').waitFor();
  await dialog.getByRole('button', { name: 'Close', exact: true }).first().click();
  await dialog.waitFor({ state: 'hidden' });
}

describe('published models in the console', { timeout: 300_000 }, () => {
  it('say what to type to one who has no token, and what they are not', async () => {
    const { page, errors } = await open('/files/models');
    await page.getByText('Nothing here is xAI’s Grok').waitFor();
    await page.evaluate(() => window.sessionStorage.clear());
    await page.reload();
    await page.getByRole('heading', { name: 'This tab may not see the models' }).waitFor();
    await page.getByText('gigafactory up FILE').waitFor();
    // The link, pasted into the same tab, changes only what follows the #.
    await page.goto((served?.link ?? '').replace('#', '#/files/models&'));
    await page.getByText('Nothing here is xAI’s Grok').waitFor();
    expect(page.url()).toMatch(/#\/files\/models$/);
    expect(errors).toEqual([]);
  });

  it('are promoted and rolled back only when confirmed, and lead back to their plan', async () => {
    await publishOnce();
    const { page, errors } = await open('/files/models');
    const models = page.getByRole('table', { name: 'Models' });
    await models.getByRole('link', { name: 'grok-nano@1' }).waitFor();
    const saved = await tableOf(page, 'Models');
    expect(saved.map((row) => row['Model'])).toContain('grok-nano@1');
    for (const row of saved) expect(Number(row['Parameters'])).toBeGreaterThan(1000);
    await models.getByRole('link', { name: 'grok-nano@1' }).click();
    await page.getByRole('heading', { level: 1, name: 'grok-nano@1' }).waitFor();
    await region(page, 'Evaluation').getByText('95.3%').waitFor();
    await region(page, 'Lineage').getByText('not among the runs of this machine').waitFor();
    await page.getByRole('button', { name: 'Promote grok-nano@1' }).click();
    const dialog = page.getByRole('dialog', { name: 'Promote grok-nano@1' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await region(page, 'Promotions').getByText('It was never promoted').waitFor();
    await give(page, 'Promote grok-nano@1', 'a trial');
    await region(page, 'Promotions')
      .getByText(/^grok means grok-nano@1/)
      .waitFor();
    await page.getByRole('link', { name: 'all models' }).click();
    await models.getByRole('link', { name: 'grok-nano@2' }).click();
    await give(page, 'Promote grok-nano@2', 'a better one');
    await page.getByRole('link', { name: 'all models' }).click();
    await give(page, 'Roll back grok', 'it was none');
    await page.getByText(/^grok went back to grok-nano@1/).waitFor();
    await models
      .getByRole('row', { name: /grok-nano@1/ })
      .getByText('grok', { exact: true })
      .waitFor();
    await models.getByRole('link', { name: 'grok-nano@1' }).click();
    await page.getByRole('button', { name: 'Open its plan' }).click();
    await page.getByRole('region', { name: 'Headline figures' }).waitFor();
    expect(new URL(page.url()).searchParams.get('file')).toBe('opened:factory.yaml of grok-nano@1');
    expect(errors).toEqual([]);
  });

  it('are found by name and key, and say so where there is no such version', async () => {
    const { page } = await open('/');
    await page.getByRole('region', { name: 'Headline figures' }).waitFor();
    await page.keyboard.press('/');
    await page.getByRole('combobox').fill('models');
    await page.getByRole('option', { name: /^Models/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('v');
    await page.getByRole('heading', { level: 1, name: 'Services' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await page.goto(`${new URL(page.url()).origin}/#/files/models/none@7`);
    await page.getByRole('heading', { name: 'There is no such model' }).waitFor();
  });
});

describe('a real service in Chromium', { timeout: 600_000 }, () => {
  it('says what to type where there is none', async () => {
    const { page, errors } = await open('/operate/services');
    await page.getByRole('heading', { name: 'No control plane is running' }).waitFor();
    await page.getByText('gigafactory serve FILE').waitFor();
    expect(errors).toEqual([]);
  });

  it('fits a desktop and a phone by day and by night, and so do models', async () => {
    await publishOnce();
    await rig.command('serve', file, '--yes', '--json');
    for (const [viewport, colorScheme] of LOOKS) {
      const { page, errors } = await open('/operate/services', { viewport, colorScheme });
      expect(await page.locator('html').getAttribute('data-theme')).toBe(colorScheme);
      for (const [path, table] of PAGES) {
        await goTo(page, path);
        await page.getByRole('table', { name: table, exact: true }).waitFor();
        await page.getByRole('status', { name: 'Connection', exact: true }).waitFor();
        const words = `${path}, ${viewport.width} px, ${colorScheme}`;
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, words).toBe(viewport.width);
        expect(await findBarriers(page), words).toEqual([]);
      }
      expect(errors).toEqual([]);
    }
  });

  it('is watched live, scaled, rolled back and stopped', async () => {
    await rig.command('serve', writeFile('the second'), '--yes', '--json');
    const { page, errors } = await open('/operate/services');
    const row = page.getByRole('table', { name: 'Services' }).getByRole('row').nth(1);
    await row.getByText('active').waitFor();
    const [saved] = await tableOf(page, 'Services');
    expect(saved).toMatchObject({ Service: 'assistant', State: 'active' });
    expect(Date.parse(saved?.['Started, time'] ?? '')).toBeLessThan(Date.now());
    await row.getByRole('link', { name: 'assistant' }).click();
    await page.getByRole('heading', { level: 1, name: 'assistant' }).waitFor();
    const replicas = page.getByRole('table', { name: 'Replicas of assistant' });
    await replicas.getByText('ready').first().waitFor();
    await region(page, 'The last 15 minutes')
      .getByRole('img', { name: /^Replicas over the last 15 minutes/ })
      .waitFor();
    await page
      .getByRole('list', { name: 'Events' })
      .getByText('assistant.0 is wanted.')
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Read the log' }).click();
    await page
      .getByRole('log', { name: 'Log of assistant' })
      .getByText('server.fixture.mjs')
      .first()
      .waitFor();
    await refuseBounds(page);
    await give(page, 'Scale assistant', 'a test');
    const orders = page.getByRole('table', { name: 'Orders to assistant' });
    await orders.getByText(/^scale to 2 replicas: a test/).waitFor();
    await expect.poll(() => replicas.getByText('ready', { exact: true }).count(), WAIT).toBe(2);
    await give(page, 'Roll back assistant to version 1', 'the second is worse');
    await page.getByRole('table', { name: 'Versions of assistant' }).getByText('current').waitFor();
    await orders.getByText(/^roll back to version 1/).waitFor();
    await give(page, 'Stop assistant', 'the end');
    await expect
      .poll(() => page.getByRole('status', { name: 'Connection', exact: true }).innerText(), WAIT)
      .toBe('over');
    expect(errors).toEqual([]);
  });
});

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const LOOKS = [
  [DESKTOP, 'light'],
  [DESKTOP, 'dark'],
  [PHONE, 'light'],
  [PHONE, 'dark'],
] as const;

/** Each page, and a table that it shows once it is drawn. */
const PAGES = [
  ['/operate/services', 'Services'],
  ['/operate/services/assistant', 'Replicas of assistant'],
  ['/files/models', 'Models'],
  ['/files/models/grok-nano%401', 'Files of grok-nano@1'],
] as const;

const WAIT = { timeout: PATIENCE_MS };

/** Bounds the wrong way round cannot be ordered; then types some that can, and leaves. */
async function refuseBounds(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Scale assistant' }).click();
  const dialog = page.getByRole('dialog', { name: 'Scale assistant' });
  await dialog.getByLabel('Replicas at least').fill('3');
  await dialog.getByText('At least is more than at most.').waitFor();
  await dialog.getByLabel('Replicas at least').fill('2');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
}
