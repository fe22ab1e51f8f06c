import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser } from './browser.ts';
import { serveStatic } from './static-server.ts';

let browser: Browser;
let server: Awaited<ReturnType<typeof serveStatic>>;

beforeAll(async () => {
  server = await serveStatic();
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function openFile(file = 'gigafactory-of-compute') {
  const opened = await openPage(browser);
  await opened.page.goto(`${server.url}/?file=${file}#/files/file`);
  return opened;
}

const textOf = (page: Page) => page.getByRole('textbox', { name: /as text/ });

/** Puts the caret at the end of the first line that reads so. */
async function goToLine(page: Page, content: string): Promise<void> {
  await textOf(page).getByText(content).first().click();
  await page.keyboard.press('End');
}

describe('the editor of the file', () => {
  it('marks a mistake in its margin and mends it with one press', async () => {
    const { page, errors } = await openFile();
    await goToLine(page, 'gpu: h100-sxm');
    await page.keyboard.type('x');
    const problems = page.getByRole('alert', { name: /1 problem/ });
    await problems.getByText(/There is no GPU "h100-sxmx"/).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.cm-lint-marker-error').hover();
    await page.getByRole('button', { name: 'Use “h100-sxm”' }).last().click();
    await problems.waitFor({ state: 'detached' });
    expect(await textOf(page).innerText()).toContain('gpu: h100-sxm\n');
    expect(errors).toEqual([]);
  });

  it('completes the names of the catalogue, and says what a key means', async () => {
    const { page, errors } = await openFile();
    await goToLine(page, 'gpu: h100-sxm');
    for (let at = 0; at < 'h100-sxm'.length; at++) await page.keyboard.press('Backspace');
    await page.keyboard.type('h20');
    await page.getByRole('option', { name: /^h200-sxm/ }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => textOf(page).innerText()).toContain('gpu: h200-sxm');
    await textOf(page).getByText('pue: ai-spec').hover();
    await page.getByText('Power usage effectiveness', { exact: true }).first().waitFor();
    expect(errors).toEqual([]);
  });

  it('shows in the form what is typed in the text, and the other way round, comments kept', async () => {
    const { page, errors } = await openFile();
    await goToLine(page, 'pue: ai-specialised-2023');
    await page.keyboard.press('Home');
    const pue = page.getByRole('textbox', { name: 'Power usage effectiveness' });
    await pue.waitFor();
    await pue.fill('1.25');
    await pue.press('Enter');
    await expect.poll(() => textOf(page).innerText()).toContain('pue: 1.25 # liquid-cooled');
    await goToLine(page, 'name: Memphis, Tennessee');
    await page.keyboard.type(' (USA)');
    const name = page.getByRole('textbox', { name: 'Where it stands' });
    await expect.poll(() => name.inputValue()).toBe('Memphis, Tennessee (USA)');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => textOf(page).innerText()).not.toContain('(USA)');
    expect(errors).toEqual([]);
  });

  it('can be left with the keyboard alone', async () => {
    const { page } = await openFile();
    await textOf(page).focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await textOf(page).evaluate((element) => element === document.activeElement)).toBe(
      false,
    );
  });
});

describe('a new user', () => {
  it('changes to B200 with its kit and sees what changes', async () => {
    const { page, errors } = await openFile();
    await page.getByRole('combobox', { name: 'GPU from the catalogue' }).selectOption('b200-sxm');
    const problems = page.getByRole('alert', { name: /1 problem/ });
    await problems.getByRole('button', { name: 'Take the kit of b200-sxm' }).click();
    await problems.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    const headline = page.getByRole('region', { name: 'Headline figures' });
    await headline.getByRole('button', { name: /^[^:]*power[^:]*: 224 MW/i }).waitFor();
    expect(errors).toEqual([]);
  });
});
