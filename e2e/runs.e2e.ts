import { csvParse } from 'd3-dsv';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser } from './browser.ts';
import { ControlServer, TOKEN } from './control/control-server.ts';
import { recordRun } from './control/recorded-run.ts';
import { take, textOf } from './taking.ts';

const AGO = 2 * 86_400;

let browser: Browser;
let server: ControlServer | undefined;

beforeAll(async () => {
  browser = await startBrowser();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  server?.close();
  server = undefined;
});

afterAll(async () => {
  await browser?.close();
});

/** A control plane with a run of two days, and a page at an address behind its `#`. */
async function open(hash: string, options: BrowserContextOptions = {}) {
  const run = recordRun(Date.now(), AGO);
  const control = new ControlServer(run);
  server = control;
  const url = await control.listen();
  const { page, errors } = await openPage(browser, options);
  // The smallest file there is: its plan is not what is tested.
  await page.goto(`${url}?file=five-lines#${hash}`);
  return { control, page, errors, run };
}

const WITH_TOKEN = `&token=${TOKEN}`;

function region(page: Page, name: string) {
  return page.getByRole('region', { name, exact: true });
}

describe('the real runs in the console', () => {
  it('says what to type to one who has no token, or the wrong one', async () => {
    const { page, control } = await open('/operate/runs');
    await page.getByText('gigafactory run FILE').waitFor();
    expect(control.asked).toEqual([]);
    await page.goto(`${page.url()}&token=stolen`);
    await page.getByText('The token is not that of this control plane').waitFor();
    // A wrong token becomes no better by asking again.
    const { length } = control.asked;
    await page.waitForTimeout(3000);
    expect(control.asked).toHaveLength(length);
  });

  it('lists them, keeps the token out of the address, and opens one', async () => {
    const { page, errors, run } = await open(`/operate/runs${WITH_TOKEN}`);
    const row = page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1);
    await expect.poll(() => row.innerText()).toMatch(/nano[\s\S]*running[\s\S]*of 40,000/);
    expect(page.url()).not.toContain(TOKEN);
    const menu = page.getByRole('button', { name: 'Hand on: Runs' });
    const [saved] = csvParse(await textOf(await take(page, menu, 'Save as CSV')));
    expect(saved).toMatchObject({
      Run: 'nano',
      State: 'running',
      'Step, of': '40000',
      'Tokens a second, predicted (token/s)': String(run.detail.prediction.tokensPerSecond),
      'Started, time': run.detail.startedAt,
    });
    await row.getByRole('link', { name: 'nano', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'nano' }).waitFor();
    await region(page, 'Progress')
      .getByRole('img', { name: /^Loss since/ })
      .waitFor();
    await region(page, 'Attempts')
      .getByText(/^Attempt 1 failed/)
      .first()
      .waitFor();
    await page.getByRole('list', { name: 'Events' }).getByText('detected').first().waitFor();
    await page.getByRole('application', { name: /Map of every node/ }).waitFor();
    await expect.poll(() => status(page)).toBe('live');
    // Another page and back: the tab keeps the token.
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
    expect(errors).toEqual([]);
  });

  it('shows what comes, says since when it is stale, and goes on without a gap', async () => {
    const { page, control, run } = await open(`/operate/runs/nano${WITH_TOKEN}`);
    const figures = page.getByRole('region', { name: 'Figures of the run' });
    await expect.poll(() => status(page)).toBe('live');
    const last = run.progress.at(-1)!;
    const next = (by: number) => ({
      ...last,
      ...{ at: new Date().toISOString(), offset: last.offset + by, step: last.step + by },
    });
    control.push('progress', next(1));
    await figures.getByText((last.step + 1).toLocaleString('en')).waitFor();
    control.isUp = false;
    control.drop();
    await expect
      .poll(() => status(page))
      .toMatch(/^stale since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+−]/);
    control.push('progress', next(2), next(3));
    control.isUp = true;
    await figures.getByText((last.step + 3).toLocaleString('en')).waitFor();
    await expect.poll(() => status(page)).toBe('live');
    const resumed = control.asked.filter((path) => path.includes('/progress'));
    expect(resumed.at(-1)).toContain(`after=${last.offset + 1}`);
  });

  it('stops, requeues, drains and resumes only what the button names, and only when confirmed', async () => {
    const { page, control } = await open(`/operate/runs/nano${WITH_TOKEN}`);
    for (const [name, path] of [
      ['Stop nano', '/runs/nano/stop'],
      ['Requeue nano', '/runs/nano/requeue'],
      ['Drain nano:2', '/runs/nano/drain'],
    ] as const) {
      const given = control.orders.length;
      await page.getByRole('button', { name, exact: true }).click();
      const dialog = page.getByRole('dialog', { name });
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.waitFor({ state: 'hidden' });
      expect(control.orders).toHaveLength(given);
      await page.getByRole('button', { name, exact: true }).click();
      await dialog.getByLabel('Your name').fill('Anna');
      await dialog.getByLabel('Why').fill('a test');
      await dialog.getByRole('button', { name, exact: true }).click();
      await dialog.getByText('It is written down and under way.').waitFor();
      await dialog.getByRole('button', { name: 'Close', exact: true }).first().click();
      await dialog.waitFor({ state: 'hidden' });
      const body = {
        by: 'Anna',
        why: 'a test',
        ...(path.endsWith('drain') ? { node: 'nano:2' } : {}),
      };
      expect(control.orders.at(-1)).toEqual({ path, body });
    }
  });

  it('shows a log by rank, with what a terminal or a page would obey made harmless', async () => {
    const { page, control, errors } = await open(`/operate/runs/nano${WITH_TOKEN}`);
    await page.getByRole('button', { name: 'Read the log' }).click();
    const log = page.getByRole('log', { name: 'Log of nano' });
    await log.getByText('"rank":1').first().waitFor();
    const line = (rank: number, text: string) => ({
      ...{ offset: `${rank}:${text}`, at: new Date().toISOString(), rank, attempt: 1, text },
    });
    control.push('logs', line(0, '<img src=x onerror=alert(1)>'), line(1, '\u001b[31mred\u0007'));
    await log.getByText('<img src=x onerror=alert(1)>').waitFor();
    await log.getByText('␛[31mred␇').waitFor();
    expect(await log.locator('img').count()).toBe(0);
    await page.getByLabel('Rank', { exact: true }).selectOption('0');
    await log.getByText('<img src=x onerror=alert(1)>').waitFor();
    await expect.poll(() => log.getByText('rank 1').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it('looks back at an earlier moment, and returns to now', async () => {
    const { page } = await open(`/operate/runs/nano${WITH_TOKEN}`);
    const live = page.getByRole('button', { name: 'Live', exact: true });
    await expect.poll(() => live.getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('[');
    await expect.poll(() => live.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('l');
    await expect.poll(() => live.getAttribute('aria-pressed')).toBe('true');
  });

  it('lives the journal again, and keeps planned, simulated and measured apart', async () => {
    const { page, errors } = await open(`/operate/runs/nano${WITH_TOKEN}`);
    await page.getByRole('button', { name: 'Live nano again' }).click();
    const table = page.getByRole('table', { name: 'Planned, simulated and measured' });
    await table.waitFor({ timeout: 60_000 });
    for (const name of ['Planned', 'Simulated, as it was run', 'Measured'])
      await table.getByRole('columnheader', { name, exact: true }).waitFor();
    await page.getByLabel('Recovery').selectOption('spare');
    await table
      .getByRole('columnheader', { name: 'Simulated, recovery spare' })
      .waitFor({ timeout: 60_000 });
    await page.getByRole('table', { name: 'Two policies' }).waitFor({ timeout: 60_000 });
    expect(errors).toEqual([]);
  });

  it('says so where there is no such run, and where no control plane runs', async () => {
    const { page, control } = await open(`/operate/runs/other${WITH_TOKEN}`);
    await page.getByText('There is no run other').waitFor();
    control.run = undefined;
    await page.getByRole('link', { name: 'All runs' }).click();
    await page.getByText('No control plane is running').waitFor();
  });

  it('reads nothing while its tab is hidden', async () => {
    const { page, control } = await open(`/operate/runs/nano${WITH_TOKEN}`);
    await expect.poll(() => status(page)).toBe('live');
    await hide(page, true);
    await expect.poll(() => control.readers).toBe(0);
    const { length } = control.asked;
    await page.waitForTimeout(5000);
    expect(control.asked.length - length).toBeLessThanOrEqual(1);
    await hide(page, false);
    await expect.poll(() => control.readers).toBe(2);
  });

  it.each([
    ['a desktop', { width: 1440, height: 900 }],
    ['a phone', { width: 390, height: 844 }],
  ])('fits %s', async (_, viewport) => {
    const { page, errors } = await open(`/operate/runs/nano${WITH_TOKEN}`, { viewport });
    await page.getByRole('application', { name: /Map of every node/ }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    expect(errors).toEqual([]);
  });
});

async function status(page: Page): Promise<string> {
  return page.getByRole('status', { name: 'Connection', exact: true }).innerText();
}

/** As a browser does when another tab is opened. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((now) => {
    Object.defineProperty(document, 'hidden', { value: now, configurable: true });
    const state = now ? 'hidden' : 'visible';
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}
