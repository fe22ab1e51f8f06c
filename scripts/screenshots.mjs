/**
 * Takes the screenshots of the README and the docs from the built console: `npm run build`, then
 * `node scripts/screenshots.mjs [NAME…]`, all of them without names. The twin is shown some hours into a life, where nodes
 * are out; a service is a real one, a minute after it began, and models are of a real run; a report is the file that
 * `gigafactory report` writes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { ensureChromium } from './lib/chromium.mjs';
import { startLiveFactory } from './lib/live-factory.mjs';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SIZE = { width: 1440, height: 900 };

/**
 * Live ones are taken of real services, `file` is an example to be reported.
 * @type {{ name: string, isLive?: true, file?: string, hash: string, query?: string, colorScheme: 'light' | 'dark', ready: (page: import('playwright-core').Page) => Promise<void> }[]}
 */
const SHOTS = [
  {
    name: 'overview',
    hash: '/',
    colorScheme: 'light',
    ready: (page) => page.getByText('$6B pays for it').waitFor(),
  },
  {
    name: 'training',
    hash: '/plan/training',
    colorScheme: 'light',
    ready: (page) => page.getByRole('button', { name: /^Pin / }).first().waitFor(),
  },
  { name: 'twin', hash: '/operate/twin', query: '?t=0', colorScheme: 'dark', ready: playTwin },
  {
    name: 'twin-break',
    hash: '/operate/twin',
    query: '?lives=8&map=leaf&vs.resilience.recovery=replica&break=leaf.17.864000.28800',
    colorScheme: 'light',
    ready: showBrokenLeaf,
  },
  {
    name: 'service',
    isLive: true,
    hash: '/operate/services/assistant',
    colorScheme: 'dark',
    ready: showService,
  },
  {
    name: 'models',
    isLive: true,
    hash: '/files/models',
    colorScheme: 'light',
    ready: (page) => page.getByRole('link', { name: 'grok-nano@2' }).first().waitFor(),
  },
  {
    name: 'report',
    file: 'examples/gigafactory-of-compute.yaml',
    hash: '',
    colorScheme: 'light',
    ready: (page) => page.getByRole('heading', { name: 'Requirements' }).waitFor(),
  },
];

/** @param {import('playwright-core').Page} page */
async function playTwin(page) {
  await page.getByRole('slider', { name: 'Time in the run' }).waitFor();
  await page.getByRole('button', { name: 'Play' }).click();
  await page.waitForTimeout(6000);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('ETTR, mean of 32 lives').waitFor({ timeout: 240_000 });
}

/** A leaf is down, and each of two policies makes something else of it. @param {import('playwright-core').Page} page */
async function showBrokenLeaf(page) {
  await page.getByRole('table', { name: 'Two policies' }).waitFor({ timeout: 120_000 });
  await page.getByRole('button', { name: /^✕ leaf group 17 down/ }).click();
  await page.getByRole('button', { name: 'Next event' }).click();
  await page.getByRole('heading', { name: 'Two lives' }).scrollIntoViewIfNeeded();
  await page.evaluate(() => scrollBy(0, 120));
  await page.waitForTimeout(500);
}

/** The charts have something to show. @param {import('playwright-core').Page} page */
async function showService(page) {
  await page
    .getByRole('img', { name: /^Requests over the last 15 minutes/ })
    .waitFor({ timeout: 120_000 });
  await page.waitForTimeout(60_000);
}

/** Writes the report of a factory file, whose requirements may fail. @param {string} file @param {string} out */
function writeReport(file, out) {
  try {
    execFileSync(
      process.execPath,
      ['packages/cli/bin/gigafactory.js', 'report', file, '--out', out],
      { cwd: ROOT },
    );
  } catch (error) {
    if (/** @type {{ status?: number }} */ (error).status !== 1) throw error;
  }
}

const executablePath = await ensureChromium();
if (!executablePath) throw new Error('no Chromium found: set CHROMIUM_PATH');
const names = process.argv.slice(2);
const wanted = SHOTS.filter(({ name }) => names.length === 0 || names.includes(name));
const root = fileURLToPath(new URL('../packages/console', import.meta.url));
const options = { host: '127.0.0.1', port: 0 };
const server = await preview({ root, configFile: false, logLevel: 'silent', preview: options });
const live = wanted.some(({ isLive }) => isLive) ? await startLiveFactory() : undefined;
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const { name, isLive = false, file, hash, query = '', colorScheme, ready } of wanted) {
    const page = await browser.newPage({ viewport: SIZE, colorScheme });
    // The link carries the token, which the page keeps.
    if (isLive && live) await page.goto(live.link);
    if (file) {
      const folder = mkdtempSync(join(tmpdir(), 'gigafactory-screenshot-'));
      writeReport(file, join(folder, 'report.html'));
      await page.goto(pathToFileURL(join(folder, 'report.html')).href);
      rmSync(folder, { recursive: true });
    }
    const base = isLive ? `${new URL(page.url()).origin}/` : server.resolvedUrls?.local[0];
    if (!file) await page.goto(`${base}${query}#${hash}`);
    await ready(page);
    await page.mouse.move(0, 0);
    await page.screenshot({ path: `${IMAGES}${name}.png` });
    console.log(`docs/images/${name}.png`);
  }
} finally {
  await browser.close();
  await server.close();
  await live?.end();
}
