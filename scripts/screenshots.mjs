/**
 * Takes the screenshots of the README from the built console: `npm run build`, then
 * `node scripts/screenshots.mjs`. The twin is shown some hours into a life, where nodes are out.
 */
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { ensureChromium } from './lib/chromium.mjs';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));
const SIZE = { width: 1440, height: 900 };

/** @type {{ name: string, hash: string, query?: string, colorScheme: 'light' | 'dark', ready: (page: import('playwright-core').Page) => Promise<void> }[]} */
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
  { name: 'twin', hash: '/operate/twin', colorScheme: 'dark', ready: playTwin },
  {
    name: 'twin-break',
    hash: '/operate/twin',
    query: '?lives=8&map=leaf&vs.resilience.recovery=replica&break=leaf.17.864000.28800',
    colorScheme: 'light',
    ready: showBrokenLeaf,
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

const executablePath = await ensureChromium();
if (!executablePath) throw new Error('no Chromium found: set CHROMIUM_PATH');
const root = fileURLToPath(new URL('../packages/console', import.meta.url));
const options = { host: '127.0.0.1', port: 0 };
const server = await preview({ root, configFile: false, logLevel: 'silent', preview: options });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
for (const { name, hash, query = '', colorScheme, ready } of SHOTS) {
  const page = await browser.newPage({ viewport: SIZE, colorScheme });
  await page.goto(`${server.resolvedUrls?.local[0]}${query}#${hash}`);
  await ready(page);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${IMAGES}${name}.png` });
  console.log(`docs/images/${name}.png`);
}
await browser.close();
await server.close();
