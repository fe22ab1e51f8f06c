import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser, type WatchedPage } from './browser.ts';
import { serveStatic } from './static-server.ts';

let browser: Browser;
let server: Awaited<ReturnType<typeof serveStatic>>;

beforeAll(async () => {
  [browser, server] = await Promise.all([startBrowser(), serveStatic()]);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function open(address = '/', options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const watched = await openPage(browser, options);
  await watched.page.goto(`${server.url}${address}`);
  return watched;
}

/** A headline figure, by its label and value. */
function headline(page: Page, figure: RegExp): Locator {
  return page
    .getByRole('region', { name: 'Headline figures' })
    .getByRole('button', { name: figure });
}

/** Until the browser has kept what was changed first. */
async function kept(page: Page): Promise<void> {
  await page.waitForFunction(() => localStorage.getItem('gigafactory.kept') !== null);
}

/** Changes a value on the page of the file, by its path. */
async function edit(page: Page, path: string, text: string): Promise<void> {
  const line = page
    .locator('main div')
    .filter({ has: page.getByText(path, { exact: true }) })
    .last()
    .locator('..');
  const field = line.getByRole('textbox');
  await field.fill(text);
  await field.press('Enter');
}

describe('a document', () => {
  it('undoes and redoes by keys, over reloads', async () => {
    const { page, errors } = await open('/?file=one-pod#/files/file');
    await edit(page, 'site.pue', '1.31');
    await expect.poll(() => page.url()).toContain('set.site.pue=1.31');
    await edit(page, 'site.pue', '1.32');
    await expect.poll(() => page.url()).toContain('set.site.pue=1.32');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'File' }).waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.url()).toContain('set.site.pue=1.31');
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.url()).not.toContain('set.');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'File' }).waitFor();
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => page.url()).toContain('set.site.pue=1.31');
    await page.keyboard.press('Control+y');
    await expect.poll(() => page.url()).toContain('set.site.pue=1.32');
    expect(errors).toEqual([]);
  });

  it('keeps a text that differs from the file, and finds it again', async () => {
    const { page, errors } = await open('/?file=one-pod&set.site.pue=1.31#/files/file');
    await page.getByRole('button', { name: 'Write 1 edit in' }).click();
    await expect.poll(() => page.url()).toMatch(/\?file=one-pod&draft=[0-9a-f]{16}#/);
    await kept(page);
    // Another tab, which asks for the file by its name alone.
    const other = await page.context().newPage();
    await other.goto(`${server.url}/?file=one-pod#/`);
    await headline(other, /^GPUs: /).waitFor();
    expect(other.url()).toBe(page.url().replace('/files/file', '/'));
    await other.keyboard.press('Control+z');
    await expect.poll(() => other.url()).toContain('set.site.pue=1.31');
    await other.keyboard.press('Control+z');
    await expect.poll(() => other.url()).toBe(`${server.url}/?file=one-pod#/`);
    expect(errors).toEqual([]);
  });
});
