import { readFileSync } from 'node:fs';
import type { Download, Locator, Page } from 'playwright-core';

/** Picks an item of a menu, and takes the file that comes of it. */
export async function take(page: Page, menu: Locator, item: string): Promise<Download> {
  await menu.click();
  const coming = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: item }).first().click();
  return coming;
}

/** What is in a file that was taken. */
export async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8');
}
