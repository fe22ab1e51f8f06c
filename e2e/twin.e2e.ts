import { readFileSync } from 'node:fs';
import { dispatch } from '@gigafactory/core/api';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser } from './browser.ts';
import { serveStatic } from './static-server.ts';

const EXAMPLE = new URL('../examples/gigafactory-of-compute.yaml', import.meta.url);

/** `1 d 06:30:00` -> 30.5. */
function hoursIn(elapsed: string): number {
  const [, days, hours, minutes] = /(\d+) d (\d+):(\d+)/.exec(elapsed) ?? [];
  return Number(days) * 24 + Number(hours) + Number(minutes) / 60;
}

let browser: Browser;
let server: Awaited<ReturnType<typeof serveStatic>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), serveStatic()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe('the twin in Chromium', () => {
  it('lives the same lives as in Node: equal seeds, equal digests', async () => {
    const text = readFileSync(EXAMPLE, 'utf8');
    const here = dispatch('twin', { text, seed: 7, days: 10, replicas: 4 });
    if (!here.ok) throw new Error(JSON.stringify(here.problems));
    const { page, errors } = await openPage(browser);
    await page.goto(`${server.url}/#/twin`);
    for (const [label, value] of [
      ['Days', '10'],
      ['Lives', '4'],
      ['Seed', '7'],
    ] as const) {
      await page.getByLabel(label, { exact: true }).fill(value);
      await page.getByLabel(label, { exact: true }).press('Enter');
    }
    await page.getByText(here.value.digest).waitFor();
    await page.getByRole('button', { name: /^ETTR: useful training time/ }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('simulated', { exact: true }).waitFor();
    await drawer.getByText(/^The mean of 4 lives of 10 d with seed 7/).waitFor();
    await drawer.getByRole('button', { name: /Checkpoint interval/ }).waitFor();
    expect(errors).toEqual([]);
  });

  it('replays a life: plays, steps by key and scrubs', async () => {
    const { page, errors } = await openPage(browser);
    await page.goto(`${server.url}/#/twin`);
    const slider = page.getByRole('slider', { name: 'Time in the run' });
    await slider.waitFor();
    // Hours and minutes, where the slider's own value is coarse.
    const at = async () => hoursIn((await slider.getAttribute('aria-valuetext')) ?? '');
    expect(await at()).toBe(0);
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(at, { timeout: 20_000 }).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Pause' }).click();
    const paused = await at();
    await page.keyboard.press(']');
    await expect.poll(at).toBeGreaterThan(paused);
    const next = await at();
    await page.keyboard.press('[');
    await expect.poll(at).toBeLessThan(next);
    await slider.focus();
    await page.keyboard.press('End');
    await expect.poll(at).toBeCloseTo(30 * 24, 0);
    await page.getByText('ended', { exact: true }).waitFor();
    await page.getByRole('application', { name: /Map of every node/ }).waitFor();
    expect(errors).toEqual([]);
  });
});
