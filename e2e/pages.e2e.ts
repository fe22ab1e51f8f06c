import { readFileSync } from 'node:fs';
import { csvParseRows } from 'd3-dsv';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { numbersIn } from '../packages/console/src/ui/export/cellText.ts';
import { SIZES, STATES, type State } from '../scripts/lib/axe.mjs';
import { openPage } from './browser.ts';
import { builtConsole } from './built-console.ts';

const built = builtConsole();
let page: Page;

// One page for all: what a state leaves behind goes with its document.
beforeAll(async () => {
  ({ page } = await openPage(built.browser, { acceptDownloads: true }));
});

async function open({ address, ready }: State): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${built.url}/${address}`);
  await ready(page);
}

/** What shows more tables on a page. */
const MORE: Readonly<Record<string, () => Promise<void>>> = {
  'What if': () => page.getByRole('button', { name: 'Data as a table' }).click(),
  'What if of two inputs': () => page.getByRole('button', { name: 'Data as a table' }).click(),
  Twin: () => page.getByRole('button', { name: 'Attempts', exact: true }).click(),
};

/** Every CSV that the menus of the page's panels offer, by its name. */
async function tablesOf(): Promise<Map<string, string[][]>> {
  const tables = new Map<string, string[][]>();
  const menus = page.getByRole('button', { name: /^Hand on: / });
  for (let menu = 0; menu < (await menus.count()); menu++) {
    if (!(await menus.nth(menu).isVisible())) continue;
    await menus.nth(menu).click();
    const items = page.getByRole('menuitem', { name: /^Save as CSV/ });
    const count = await items.count();
    await page.keyboard.press('Escape');
    for (let item = 0; item < count; item++) {
      await menus.nth(menu).click();
      const coming = page.waitForEvent('download');
      await items.nth(item).click();
      const file = await coming;
      const text = readFileSync(await file.path(), 'utf8');
      tables.set(file.suggestedFilename(), csvParseRows(text));
    }
  }
  return tables;
}

/** Cells that hold a number together with its unit. */
function mixedCells(name: string, [head = [], ...rows]: string[][]): string[] {
  return rows.flatMap((row) =>
    row.flatMap((cell, column) => {
      const isMixed = column > 0 && numbersIn(cell)?.some(({ unit }) => unit !== '1');
      return isMixed ? [`${name}, ${head[column]}: ${cell}`] : [];
    }),
  );
}

/** Words of drawings that reach beyond what is shown of the drawing, and labels of axes beyond the page. */
function cutLabels(): string[] {
  const cut: string[] = [];
  for (const label of document.querySelectorAll('main svg text, main [class*=axis] > span')) {
    const box = label.getBoundingClientRect();
    if (box.width === 0) continue;
    let [left, right] = [0, document.documentElement.clientWidth];
    for (let around = label.parentElement; around; around = around.parentElement) {
      const clips =
        around instanceof SVGSVGElement || getComputedStyle(around).overflowX !== 'visible';
      // What can be scrolled to is not cut.
      if (!clips || around.scrollWidth > around.clientWidth + 1) continue;
      const edge = around.getBoundingClientRect();
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
    }
    if (box.left < left - 1 || box.right > right + 1) cut.push(label.textContent ?? '');
  }
  return cut;
}

/** Pages, and not what is open over one. */
const PAGES = STATES.slice(
  0,
  STATES.findIndex(({ name }) => name === 'a derivation'),
);

let found = 0;

describe('on every page', () => {
  it.each(PAGES.map((state) => [state.name, state] as const))(
    'tables are saved with numbers and units apart, and labels are whole: %s',
    async (_name, state) => {
      await page.setViewportSize(SIZES[1]!);
      await open(state);
      await MORE[state.name]?.();
      const tables = await tablesOf();
      found += tables.size;
      expect([...tables].flatMap(([name, rows]) => mixedCells(name, rows))).toEqual([]);
      for (const [head = [], ...rows] of tables.values()) {
        expect(new Set(head).size).toBe(head.length);
        expect(rows.every((row) => row.length === head.length)).toBe(true);
        // Each row says what it is about.
        expect(rows.filter((row) => row[0] === '')).toEqual([]);
      }
      for (const size of SIZES) {
        await page.setViewportSize(size);
        // Charts are drawn anew once their width is known.
        await expect.poll(() => page.evaluate(cutLabels)).toEqual([]);
      }
    },
  );

  it('tables were found to be saved', () => {
    expect(found).toBeGreaterThan(25);
  });

  it('the room of a wide screen is used, and shared by both sides where there is more', async () => {
    const twin = PAGES.find(({ name }) => name === 'Twin')!;
    await page.setViewportSize({ width: 1920, height: 1080 });
    await open(twin);
    const main = page.getByRole('main');
    const map = page.getByRole('region', { name: 'One life' });
    const room = (each: typeof main) =>
      each.evaluate((element) => {
        const { left, right } = element.getBoundingClientRect();
        const rail = document.querySelector('nav')!.getBoundingClientRect().right;
        return [Math.round(left - rail), Math.round(document.documentElement.clientWidth - right)];
      });
    for (const side of await room(map)) expect(side).toBeLessThan(60);
    await page.setViewportSize({ width: 2560, height: 1440 });
    const [left = 0, right = 0] = await room(main);
    expect(left).toBeGreaterThan(200);
    expect(Math.abs(left - right)).toBeLessThan(3);
  });
});
