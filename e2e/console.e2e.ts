import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openPage } from './browser.ts';
import { builtConsole } from './built-console.ts';

/** The navigation's words, and the title of the page behind each. */
const PAGES = [
  ['Overview', 'Gigafactory of Compute'],
  ['Hardware', 'Hardware'],
  ['Power', 'Power'],
  ['Money', 'Money'],
  ['Schedule', 'Schedule'],
  ['Training', 'Training grok-3'],
  ['Compare', 'Compare'],
  ['What if', 'What if'],
  ['Twin', 'Twin grok-3'],
  ['Runs', 'Runs'],
  ['Services', 'Services'],
  ['File', 'File'],
  ['Assumptions', 'Assumptions'],
  ['Catalogue', 'Catalogue and sources'],
  ['Models', 'Models'],
  ['Chat', 'Chat'],
] as const;

/** The places of a phone's bar, the pages of each, and what a page shows last, when all is there. */
const ROOMS = [
  ['Overview', [['Overview', 'claims, checked against plan and twin']]],
  [
    'Plan',
    [
      ['Hardware', 'Bisection, one direction'],
      ['Power', 'Power by phase'],
      ['Money', 'What it costs to run'],
      ['Schedule', 'When each task ends'],
      ['Training', /ways to split the run fit/],
      ['Compare', 'How each run is split'],
      ['What if', 'What would make it hold?'],
    ],
  ],
  [
    'Operate',
    [
      ['Twin', /events · digest/],
      ['Runs', 'This tab may not see the runs'],
      ['Services', 'This tab may not see the services'],
    ],
  ],
  [
    'Files',
    [
      ['File', 'What the factory is built from'],
      ['Assumptions', 'Where you know better'],
      ['Catalogue', /sources for/],
      ['Models', 'This tab may not see the models'],
    ],
  ],
  ['Grok', [['Chat', 'This tab may not see the chats']]],
] as const;

const built = builtConsole();

const open = (hash = '/', options?: BrowserContextOptions) => built.open(`#${hash}`, options);

/** The line of a value on the page of the file, by its path in the file. */
function inputOf(page: Page, path: string): Locator {
  return page.locator(`[data-path="${path}"]`);
}

async function edit(page: Page, path: string, text: string): Promise<void> {
  const field = inputOf(page, path).getByRole('textbox');
  await field.fill(text);
  await field.press('Enter');
}

describe('the console on a static file server', () => {
  it('opens every page from the navigation, without an error', async () => {
    const { page, errors } = await open();
    const navigation = page.getByRole('navigation', { name: 'Pages' });
    for (const [name, title] of PAGES) {
      await navigation.getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
      await expect.poll(() => page.title()).toContain(name);
    }
    expect(errors).toEqual([]);
  });

  it('opens a page at its top with the focus on its heading, says so, and finds the place again', async () => {
    const { page, errors } = await open('/files/file');
    await page.getByRole('heading', { name: 'Hardware', exact: true }).waitFor();
    // The first page is not announced, and the focus is left where the browser puts it.
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
    await page.mouse.wheel(0, 3000);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(2000);
    const left = await page.evaluate(() => scrollY);
    await page.getByRole('link', { name: 'Money', exact: true }).click();
    const heading = page.getByRole('heading', { level: 1, name: 'Money' });
    await expect.poll(() => heading.evaluate((h1) => h1 === document.activeElement)).toBe(true);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.getByText('Money is open').waitFor({ state: 'attached' });
    await page.goBack();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(left);
    expect(errors).toEqual([]);
  });

  it('has a key for every page, and lists them in its help', async () => {
    const { page, errors } = await open();
    await page.getByRole('region', { name: 'Headline figures' }).waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Help' });
    const lines = help.getByText(/^Go to /);
    await expect.poll(() => lines.count()).toBe(PAGES.length);
    const keys = await help.locator('dt').allInnerTexts();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    for (const [index, key] of keys.filter((text) => text.startsWith('g ')).entries()) {
      for (const letter of key.split(' ')) await page.keyboard.press(letter);
      const title = PAGES[index]?.[1] ?? '';
      await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
    }
    expect(errors).toEqual([]);
  });

  it('leads from the addresses of old to the pages of today, with the edits', async () => {
    const { page, errors } = await built.open('?set.site.pue=1.3#/design');
    await page.getByRole('heading', { level: 1, name: 'Hardware' }).waitFor();
    expect(page.url()).toBe(`${built.url}/?set.site.pue=1.3#/plan/hardware`);
    await page.getByRole('link', { name: '1 edit' }).waitFor();
    await page.goto(`${built.url}/#/inputs/line/9`);
    await page.getByRole('heading', { level: 1, name: 'File' }).waitFor();
    await page.locator('.cm-activeLine', { hasText: 'gpu: h100-sxm' }).waitFor();
    expect(page.url()).toBe(`${built.url}/#/files/file/line/9`);
    expect(errors).toEqual([]);
  });

  it('keeps the run that was chosen from page to page', async () => {
    const { page, errors } = await built.open('?file=train-and-serve#/plan/training');
    const run = page.getByRole('combobox', { name: 'Run', exact: true });
    await run.waitFor();
    const others = await run.getByRole('option').allInnerTexts();
    const second = others[1] ?? '';
    expect(others.length).toBeGreaterThan(1);
    await run.selectOption(second);
    await page
      .getByRole('heading', { level: 1, name: `Training ${second}`, exact: true })
      .waitFor();
    await page.getByRole('link', { name: 'Power', exact: true }).click();
    await page.getByRole('heading', { name: `While ${second} trains` }).waitFor();
    await page.getByRole('link', { name: 'Twin', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: `Twin ${second}`, exact: true }).waitFor();
    await page.getByRole('link', { name: 'Money', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Money' }).waitFor();
    expect(await run.isDisabled()).toBe(true);
    expect(errors).toEqual([]);
  });

  it('holds every claim of the announcement against the plan', async () => {
    const { page, errors } = await open();
    const claims = page.getByRole('table').filter({ hasText: 'Verdict' });
    await claims.getByText('$6B pays for it').waitFor();
    for (const verdict of ['holds', 'fails', 'unknown']) {
      expect(await claims.getByText(verdict, { exact: true }).count()).toBeGreaterThan(0);
    }
    expect(errors).toEqual([]);
  });

  it('follows an edit of the GPU count everywhere, and keeps it in the address', async () => {
    const { page, errors } = await open('/files/file');
    await edit(page, 'fleet.gpus', '50000');
    await expect.poll(() => page.url()).toMatch(/set\.fleet\.gpus=50000/);
    // The run of 98,304 GPUs no longer fits: the page says so, above all and at the place.
    const problem = /takes 98,?304 GPUs of a fleet of 50,?000/;
    await page
      .getByRole('alert', { name: /problem/ })
      .getByText(problem)
      .waitFor();
    await inputOf(page, 'runs.grok-3.gpus').getByRole('alert').getByText(problem).waitFor();
    await edit(page, 'runs.grok-3.gpus', '49152');
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    const headline = page.getByRole('region', { name: 'Headline figures' });
    await headline.getByRole('button', { name: /^GPUs: 50,000/ }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.reload();
    await headline.getByRole('button', { name: /^GPUs: 50,000/ }).waitFor();
    await headline.getByRole('button', { name: /^Nodes: 6,250/ }).waitFor();
    await page.getByRole('button', { name: 'Reset' }).click();
    await headline.getByRole('button', { name: /^GPUs: 100,000/ }).waitFor();
    expect(page.url()).not.toContain('set.');
    expect(errors).toEqual([]);
  });

  it('takes another entry of the catalogue', async () => {
    const { page, errors } = await open('/files/file');
    const rack = inputOf(page, 'hardware.rack').getByRole('combobox');
    await rack.waitFor();
    expect(await rack.inputValue()).toBe('supermicro-colossus');
    await rack.selectOption('superpod-h100');
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    const headline = page.getByRole('region', { name: 'Headline figures' });
    await headline.getByRole('button', { name: /^Racks of nodes: 3,125/ }).waitFor();
    expect(errors).toEqual([]);
  });

  it('offers the kit of another GPU, as one change', async () => {
    const { page, errors } = await open('/files/file');
    await inputOf(page, 'hardware.gpu').getByRole('combobox').selectOption('b200-sxm');
    const problems = page.getByRole('alert', { name: /problem/ });
    await problems.getByText(/set hardware\.rack to superpod-b200/).waitFor();
    await problems.getByRole('button', { name: 'Take the kit of b200-sxm' }).click();
    await expect.poll(() => page.url()).toMatch(/set\.hardware\.node=dgx-b200/);
    await problems.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    const headline = page.getByRole('region', { name: 'Headline figures' });
    await headline.getByRole('button', { name: /^Racks of nodes: 6,250/ }).waitFor();
    await page.getByRole('button', { name: /undo/i }).click();
    await problems.getByRole('button', { name: 'Take the kit of b200-sxm' }).waitFor();
    expect(page.url()).not.toContain('set.hardware.node');
    expect(errors).toEqual([]);
  });

  it('offers what would fit where a run is out of memory, each as a change', async () => {
    const { page, errors } = await openPage(built.browser);
    const pin = encodeURIComponent('{tp: 1, pp: 1, cp: 1, microBatch: 8, recompute: none}');
    await page.goto(
      `${built.url}/?file=five-lines&set.fleet.gpus=8&set.runs.sft.strategy=${pin}#/`,
    );
    const problems = page.getByRole('alert', { name: /problem/ });
    await problems.getByText(/on the fullest GPU/).waitFor();
    const fits = problems.getByRole('list', { name: 'Ways to mend it' }).getByRole('listitem');
    expect(await fits.count()).toBeGreaterThan(0);
    await fits
      .first()
      .getByText(/^[\d.]+ GB, [\d.]+ s a step$/)
      .waitFor();
    const use = fits.first().getByRole('button');
    const [, path, value] = /^Set (\S+) to (\S+)$/.exec((await use.textContent()) ?? '')!;
    await use.click();
    await problems.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get(`set.${path}`)).toBe(value);
    await page.getByRole('table', { name: 'Training runs' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await fits.first().waitFor();
    expect(errors).toEqual([]);
  });

  it('says what is wrong with a value, where it is typed, and keeps the last good plan', async () => {
    const { page, errors } = await open('/files/file');
    await edit(page, 'site.pue', '1.2 MW');
    await inputOf(page, 'site.pue').getByRole('alert').waitFor();
    expect(page.url()).not.toContain('set.');
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    const headline = page.getByRole('region', { name: 'Headline figures' });
    await headline.getByRole('button', { name: /^GPUs: 100,000/ }).waitFor();
    expect(errors).toEqual([]);
  });

  it('opens a derivation down to its source', async () => {
    const { page, errors } = await open();
    const headline = page.getByRole('region', { name: 'Headline figures' });
    await headline.getByRole('button', { name: /^CapEx: / }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('nodes + switches + links + storage + construction').waitFor();
    await drawer.getByRole('button', { name: /Nodes, with GPUs/ }).click();
    const nodes = drawer.getByRole('list', { name: /^Inputs of Nodes, with GPUs/ });
    await nodes.getByRole('button', { name: /price/i }).first().click();
    await nodes.getByText('Source', { exact: true }).first().waitFor();
    expect(await nodes.getByRole('definition').first().innerText()).not.toBe('');
    // The way down stands above, and goes back up.
    const trail = drawer.getByRole('navigation', { name: 'Way down the derivation' });
    await trail.getByRole('button', { name: /Nodes, with GPUs/ }).click();
    await page.keyboard.press('ArrowLeft');
    await nodes.waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    expect(errors).toEqual([]);
  });

  it('lists what the plan assumes, each with its reason', async () => {
    const { page, errors } = await open();
    await page.getByRole('link', { name: /^\d+ assumptions?$/ }).click();
    const list = page.getByRole('table', { name: 'Assumed inputs' });
    await list.getByRole('textbox').first().waitFor();
    expect(await list.getByRole('row').count()).toBeGreaterThan(5);
    await list
      .getByRole('button', { name: /, assumed\. Show derivation$/ })
      .first()
      .click();
    await page.getByRole('dialog').getByText('assumed', { exact: true }).first().waitFor();
    expect(page.url()).toContain('why=');
    expect(errors).toEqual([]);
  });

  it('finds a figure with the keyboard alone', async () => {
    const { page, errors } = await open();
    await page.getByRole('region', { name: 'Headline figures' }).waitFor();
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Find' }).fill('facility power');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('it × pue').waitFor();
    expect(errors).toEqual([]);
  });

  it('pins a strategy and plans with it', async () => {
    const { page, errors } = await open('/plan/training');
    const pin = page.getByRole('button', { name: /^Pin / }).nth(1);
    const name = (await pin.getAttribute('aria-label'))?.replace('Pin ', '') ?? '';
    await pin.scrollIntoViewIfNeeded();
    const before = await pin.boundingBox();
    await pin.hover();
    // What is shown of it beside the scatter must not move the button from under the pointer.
    await page.getByRole('heading', { name: 'Pointed at' }).waitFor();
    expect(await pin.boundingBox()).toEqual(before);
    await pin.click();
    await expect.poll(() => page.url()).toMatch(/set\.runs\.grok-3\.strategy=/);
    const row = page.getByRole('row').filter({ hasText: name });
    await row.getByText('pinned', { exact: true }).waitFor();
    await page.getByText(/^Pinned by the file: tp, pp/).waitFor();
    await page.getByRole('button', { name: 'Unpin' }).click();
    await page.getByText(/^Fastest of [\d,]+ strategies/).waitFor();
    expect(page.url()).not.toContain('set.');
    expect(errors).toEqual([]);
  });

  it('switches a feature of the software, and takes it back', async () => {
    const { page, errors } = await open('/plan/training');
    await page.getByText('Features', { exact: true }).click();
    const overlap = page.getByRole('combobox', { name: 'TP beside computing' });
    const step = page.getByRole('button', { name: /^Step time: / });
    const before = await step.getAttribute('aria-label');
    await overlap.selectOption('off');
    await expect.poll(() => page.url()).toContain('set.runs.grok-3.features.tensorOverlap=off');
    await expect.poll(() => step.getAttribute('aria-label')).not.toBe(before);
    await page.getByText('1 changed').waitFor();
    await page.getByRole('button', { name: 'Reset TP beside computing' }).click();
    await expect.poll(() => page.url()).not.toContain('set.');
    await page.getByRole('combobox', { name: 'Software stack' }).selectOption('torchtitan');
    await expect.poll(() => page.url()).toContain('set.runs.grok-3.stack=torchtitan');
    await expect.poll(() => overlap.inputValue()).toBe('off');
    expect(errors).toEqual([]);
  });

  it('says of a stack that is faster than modelled that it is', async () => {
    const { page, errors } = await built.open('?set.runs.grok-3.stack.factor=0.9#/plan/training');
    await page.getByText(/is faster than modelled by 10%/).waitFor();
    expect(errors).toEqual([]);
  });

  it('lists the strategies of the front, and pins one', async () => {
    const { page, errors } = await open('/plan/training');
    await page.getByRole('button', { name: 'Pareto front' }).click();
    expect(page.url()).toContain('list=front');
    const table = page.getByRole('table', { name: 'Strategies on the Pareto front' });
    await table.getByRole('button', { name: /^Pin / }).last().click();
    await expect.poll(() => page.url()).toMatch(/set\.runs\.grok-3\.strategy=/);
    await table.getByText('pinned', { exact: true }).waitFor();
    expect(errors).toEqual([]);
  });

  it('works at 390 px, in the dark, without scrolling sideways', async () => {
    const phone: BrowserContextOptions = {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
      hasTouch: true,
    };
    const { page, errors } = await open('/', phone);
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    const bar = page.getByRole('navigation', { name: 'Pages', exact: true });
    expect(await bar.getByRole('link').count()).toBeLessThanOrEqual(5);
    for (const [room, pages] of ROOMS) {
      await bar.getByRole('link', { name: room }).click();
      const strip = page.getByRole('navigation', { name: `Pages of ${room}` });
      for (const [name, settled] of pages) {
        if (pages.length > 1) await strip.getByRole('link', { name }).click();
        await page.getByText(settled).first().waitFor();
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, name).toBeLessThanOrEqual(0);
      }
    }
    expect(errors).toEqual([]);
  });
});
