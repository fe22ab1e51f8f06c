import { readFileSync } from 'node:fs';
import { dispatch } from '@gigafactory/core/api';
import { showQuantity } from '@gigafactory/core/base';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser } from './browser.ts';
import { serveStatic } from './static-server.ts';

const EXAMPLE = new URL('../examples/gigafactory-of-compute.yaml', import.meta.url);

let browser: Browser;
let server: Awaited<ReturnType<typeof serveStatic>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), serveStatic()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe('the power page in Chromium', () => {
  it('sizes the battery for another ramp limit, refuses none, and explains it', async () => {
    const text = readFileSync(EXAMPLE, 'utf8');
    const here = dispatch('power', { text, rampLimit: '1 MW/s' });
    if (!here.ok) throw new Error(JSON.stringify(here.problems));
    const { page, errors } = await openPage(browser);
    await page.goto(`${server.url}/#/plan/power`);
    const limit = page.getByLabel('Ramp limit of the grid');
    await page.getByRole('img', { name: /^Site power over .* on average/ }).waitFor();
    expect(await limit.inputValue()).toBe('10 MW/min');
    await limit.fill('0 MW/min');
    await limit.press('Enter');
    await page.getByText('give one from').waitFor();
    await limit.fill('1 MW/s');
    await limit.press('Enter');
    const energy = showQuantity(here.value.safe.energy, 'MWh');
    const battery = page.getByRole('button', { name: `Energy of the safe battery: ${energy}` });
    await battery.click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('sitePower.grok-3.safe.energy').waitFor();
    await drawer.getByRole('button', { name: /How fast power from the grid may change/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('ramp')).toBe('1 MW/s');
    expect(errors).toEqual([]);
  });
});
