import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser } from './browser.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gigafactory-report-'));
const REPORT = join(folder, 'report.html');
const PDF = join(folder, 'report.pdf');

let browser: Browser;

/** The exit code of `gigafactory report`. */
function report(file: string): Promise<number> {
  const args = ['packages/cli/bin/gigafactory.js', 'report', file, '--out', REPORT, '--pdf', PDF];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { cwd: ROOT, env: withChromium() });
    child.on('exit', (code) => resolve(code ?? -1));
  });
}

/** The Chromium of the tests. */
function withChromium(): NodeJS.ProcessEnv {
  return { ...process.env, CHROMIUM_PATH: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium' };
}

let code: number;

beforeAll(async () => {
  browser = await startBrowser();
  code = await report('examples/one-pod.yaml');
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The report from the disk, with the network off, and every address that was asked for. */
async function openReport(options: BrowserContextOptions) {
  const { page, errors } = await openPage(browser, { offline: true, ...options });
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(REPORT).href);
  await page.getByRole('heading', { level: 1, name: 'One pod' }).waitFor();
  return { page, errors, requests };
}

describe('gigafactory report', () => {
  it('exits as plan does, and prints a PDF of several pages', () => {
    expect(code).toBe(0);
    const pdf = readFileSync(PDF).toString('latin1');
    expect(pdf.slice(0, 5)).toBe('%PDF-');
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(4);
  });

  it.each([
    [1440, 'light'],
    [1440, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('asks for nothing and fits a window %i wide, %s', async (width, colorScheme) => {
    const viewport = { width, height: 850 };
    const { page, errors, requests } = await openReport({ viewport, colorScheme });
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([
      pathToFileURL(REPORT).href,
    ]);
    expect(errors).toEqual([]);
    const seen = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      ground: getComputedStyle(document.body).backgroundColor,
      bar: document.querySelector('#power svg rect')?.getBoundingClientRect().width ?? 0,
    }));
    expect(seen.width).toBe(width);
    expect(seen.bar).toBeGreaterThan(width / 3);
    const lightness = Number(/oklch\(([\d.]+)/.exec(seen.ground)?.[1]);
    expect(lightness > 0.5).toBe(colorScheme === 'light');
  });

  it('can be read by role, and its contents lead to their parts', async () => {
    const { page } = await openReport({});
    await page.getByRole('list', { name: 'Headline figures' }).waitFor();
    await page.getByRole('img', { name: /^Power of the facility: Nodes/ }).waitFor();
    const table = page.getByRole('table', { name: 'Power in figures' });
    await table.getByRole('rowheader', { name: 'Facility power', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Sources' }).click();
    expect(new URL(page.url()).hash).toBe('#sources');
  });

  it('is light on paper, whatever the reader prefers', async () => {
    const { page } = await openReport({ colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const ink = await page.evaluate(() => getComputedStyle(document.body).color);
    expect(Number(/oklch\(([\d.]+)/.exec(ink)?.[1])).toBeLessThan(0.5);
  });
});
