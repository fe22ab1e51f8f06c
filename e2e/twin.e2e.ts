import { readFileSync } from 'node:fs';
import { dispatch } from '@gigafactory/core/api';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openPage } from './browser.ts';
import { builtConsole } from './built-console.ts';

const EXAMPLE = new URL('../examples/gigafactory-of-compute.yaml', import.meta.url);

/** `1 d 06:30:00` -> 30.5. */
function hoursIn(elapsed: string): number {
  const [, days, hours, minutes] = /(\d+) d (\d+):(\d+)/.exec(elapsed) ?? [];
  return Number(days) * 24 + Number(hours) + Number(minutes) / 60;
}

/** The time in the run, h: hours and minutes, where the slider's own value is coarse. */
async function hoursOf(page: Page): Promise<number> {
  const slider = page.getByRole('slider', { name: 'Time in the run' });
  return hoursIn((await slider.getAttribute('aria-valuetext')) ?? '');
}

/** Which of the listed events the playback is at, from 1; two may lie in the same minute. */
function eventOf(page: Page): Promise<number> {
  const list = page.getByRole('list', { name: 'Events' });
  return list.evaluate((element) => {
    const row = element.querySelector('[aria-current="step"]');
    return Number(row?.getAttribute('aria-posinset') ?? 0);
  });
}

/** Nodes in a state, as the legend counts them. */
async function countOf(page: Page, state: string): Promise<number> {
  const legend = page.getByLabel('Nodes by state');
  const row = legend.locator('div', { has: page.getByText(state, { exact: true }) });
  return Number((await row.locator('dd').textContent())?.replaceAll(',', ''));
}

const built = builtConsole();

async function openTwin(query: string) {
  const watched = await openPage(built.browser);
  // At a time, so that the first scene is not played.
  const params = new URLSearchParams(query);
  if (!params.has('t')) params.set('t', '0');
  await watched.page.goto(`${built.url}/?${params}#/operate/twin`);
  await watched.page.getByRole('slider', { name: 'Time in the run' }).waitFor();
  return watched;
}

describe('the twin in Chromium', () => {
  it('lives the same lives as in Node: equal seeds, equal digests', async () => {
    const text = readFileSync(EXAMPLE, 'utf8');
    const here = dispatch('twin', { text, seed: 7, days: 10, lives: 4 });
    if (!here.ok) throw new Error(JSON.stringify(here.problems));
    const { page, errors } = await built.open('#/operate/twin');
    for (const [label, value] of [
      ['Days at most', '10'],
      ['Lives', '4'],
      ['Seed', '7'],
    ] as const) {
      await page.getByLabel(label, { exact: true }).fill(value);
      await page.getByLabel(label, { exact: true }).press('Enter');
    }
    await page.getByText(here.value.digest).waitFor();
    await page.getByRole('img', { name: /^Share of the work done by time over 4 lives/ }).waitFor();
    await page.getByRole('button', { name: /^ETTR: useful training time/ }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('simulated', { exact: true }).waitFor();
    await drawer.getByText(/^The mean of 4 lives of 10 d with seed 7/).waitFor();
    await drawer.getByRole('button', { name: /Checkpoint interval/ }).waitFor();
    expect(errors).toEqual([]);
  });

  it('replays a life: plays, steps by key and scrubs', async () => {
    const { page, errors } = await openTwin('');
    const at = () => hoursOf(page);
    expect(await at()).toBe(0);
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(at, { timeout: 20_000 }).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Pause' }).click();
    const event = () => eventOf(page);
    const paused = await event();
    await page.keyboard.press(']');
    await expect.poll(event).toBeGreaterThan(paused);
    const next = await event();
    await page.keyboard.press('[');
    await expect.poll(event).toBeLessThan(next);
    const slider = page.getByRole('slider', { name: 'Time in the run' });
    await slider.focus();
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.keyboard.press(' ');
    await page.keyboard.press('End');
    await expect.poll(at).toBeCloseTo(54 * 24, 0);
    await page.getByText('ended', { exact: true }).waitFor();
    expect(errors).toEqual([]);
  });

  it('shows what happens in every frame of a life played at the fastest speed', async () => {
    const { page, errors } = await openTwin('?days=60&lives=2');
    await page.getByLabel('Speed').selectOption('5 d/s');
    await page.getByRole('button', { name: 'Play' }).click();
    const list = page.getByRole('list', { name: 'Events' });
    const shown = await list.evaluate(async (element) => {
      const frame = element.parentElement!.getBoundingClientRect();
      const isInView = (row: Element): boolean => {
        const { top, bottom } = row.getBoundingClientRect();
        return bottom > frame.top && top < frame.bottom;
      };
      const counts: number[] = [];
      while (counts.length < 20) {
        await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
        counts.push([...element.children].filter(isInView).length);
      }
      return counts;
    });
    expect(Math.min(...shown)).toBeGreaterThan(0);
    expect(await hoursOf(page)).toBeGreaterThan(0);
    expect(errors).toEqual([]);
  });

  it('lists events by kind, and goes to the one that is pressed', async () => {
    const { page, errors } = await openTwin('?days=5&lives=2');
    const events = page.getByRole('list', { name: 'Events' }).getByRole('listitem');
    await page.getByRole('button', { name: /^Decisions/ }).click();
    await page.getByRole('button', { name: /^Recovery/ }).click();
    await page.getByLabel('Search events').fill('interrupts');
    await expect.poll(() => events.first().textContent()).toContain('interrupts grok-3');
    await events.nth(2).getByRole('button').click();
    await expect.poll(() => hoursOf(page)).toBeGreaterThan(0);
    await page.getByText('down', { exact: true }).waitFor();
    expect(errors).toEqual([]);
  });

  it('groups the map, and tells about the node whose number is typed', async () => {
    const { page, errors } = await openTwin('?days=5&lives=2');
    await page.getByRole('button', { name: 'By spine group' }).click();
    expect(page.url()).toContain('map=spine');
    await page.getByText(/^25 spine groups of 512 nodes/).waitFor();
    await page.getByLabel('Node', { exact: true }).fill('1100');
    await page.keyboard.press('Enter');
    const node = page.getByRole('region', { name: 'Node 1100' });
    await node.getByText('leaf group', { exact: true }).waitFor();
    expect(await node.getByRole('term').count()).toBeGreaterThan(5);
    await page.keyboard.press(']');
    await page.keyboard.press(']');
    await node.getByText('grok-3', { exact: true }).waitFor();
    expect(errors).toEqual([]);
  });

  it('breaks a leaf where the map is pressed, goes on from there, and takes it back', async () => {
    const { page, errors } = await openTwin('?days=5&lives=2&map=leaf');
    await page.getByRole('slider', { name: 'Time in the run' }).focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('PageUp');
    const before = await hoursOf(page);
    expect(before).toBeGreaterThan(0);
    await page.keyboard.press('b');
    const map = page.getByRole('application', { name: /^Map of every node/ });
    await map.click({ position: { x: 3, y: 16 } });
    const chips = page.getByRole('list', { name: 'Broken by hand' });
    await chips.getByText(/leaf group 0 down/).waitFor();
    await page.getByLabel('Search events').fill('Broken by hand');
    const events = page.getByRole('list', { name: 'Events' });
    await events.getByText(/^Leaf 0 goes down \(Broken by hand\) with 64 nodes/).waitFor();
    await expect.poll(() => countOf(page, 'out of reach')).toBe(64);
    expect(await hoursOf(page)).toBeCloseTo(before, 1);
    await chips.getByRole('button', { name: /^Take back/ }).click();
    await chips.waitFor({ state: 'detached' });
    await page
      .getByLabel('Nodes by state')
      .getByText('out of reach')
      .waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });

  it('lives two policies side by side under the same failures', async () => {
    const { page, errors } = await openTwin('?days=5&lives=2');
    await page.getByRole('button', { name: 'Compare policies' }).click();
    await page.getByLabel('Recovery', { exact: true }).selectOption('replica');
    await page.getByRole('application', { name: /^Map of every node, recovery replica/ }).waitFor();
    await page.getByRole('application', { name: /^Map of every node, as in the file/ }).waitFor();
    const table = page.getByRole('table', { name: 'Two policies' });
    await table.getByRole('columnheader', { name: 'recovery replica' }).waitFor();
    await table.getByRole('row', { name: /^ETTR/ }).waitFor();
    await page.getByText(/points of ETTR .*95 %/).waitFor();
    await page.getByRole('button', { name: 'Stop comparing' }).click();
    await table.waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('vs.');
    expect(errors).toEqual([]);
  });

  it('gives other pages the figures that its own shows, where they ask the twin', async () => {
    const { page, errors } = await built.open('?days=5&lives=2#/');
    const source = page.getByRole('group', { name: 'Source of a run’s figures' });
    await source.getByRole('button', { name: 'Twin' }).click();
    expect(new URL(page.url()).searchParams.get('source')).toBe('twin');
    const runs = page.getByRole('table', { name: 'Training runs' });
    await runs.getByRole('columnheader', { name: 'ETTR, twin' }).waitFor();
    const ettr = page.getByRole('button', { name: /^ETTR: useful training time/ });
    const exact = await ettr.getAttribute('data-tip');
    await page.getByRole('link', { name: 'Training', exact: true }).click();
    await page.getByText('ETTR, twin').waitFor();
    expect(await ettr.getAttribute('data-tip')).toBe(exact);
    await page.getByRole('link', { name: 'Twin', exact: true }).click();
    await page.getByText('ETTR, mean of 2 lives').waitFor();
    expect(await ettr.getAttribute('data-tip')).toBe(exact);
    // The twin's own page has no other source, and says why.
    const plan = source.getByRole('button', { name: 'Plan' });
    expect(await plan.getAttribute('aria-disabled')).toBe('true');
    expect(errors).toEqual([]);
  });

  it('says what is wrong with a second policy, and keeps the first', async () => {
    const { page } = await openTwin('?days=5&lives=2&vs.operations.checkpointInterval=often');
    await page.getByText('This cannot be simulated').first().waitFor();
    await page.getByRole('application', { name: /^Map of every node/ }).waitFor();
  });
});
