/**
 * Measures the built console in Chromium on a static server: compressed script before a page is
 * opened, time to the first figures, and time from Enter in an edit to the repainted figure at
 * 100,000 GPUs. Run `npm run build` first. Prints medians; timings are measured in the page itself.
 */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { ensureChromium } from '../scripts/lib/chromium.mjs';

const VIEWS = 7;
const EDITS = 24;
const WARM_UP = 4;

const root = fileURLToPath(new URL('../packages/console', import.meta.url));
const options = { host: '127.0.0.1', port: 0 };
const server = await preview({ root, configFile: false, logLevel: 'silent', preview: options });
const url = server.resolvedUrls?.local[0];
const executablePath = await ensureChromium();
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  args: ['--no-sandbox', '--disable-gpu'],
});

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
}

async function firstViews() {
  const times = [];
  let script = 0;
  for (let view = 0; view < VIEWS; view++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    /** @type {Promise<Buffer>[]} */
    const bodies = [];
    let isOpened = false;
    page.on('response', (response) => {
      isOpened ||= /Page-[^/]*\.js$/.test(response.url());
      if (!isOpened && response.url().endsWith('.js')) bodies.push(response.body());
    });
    await page.goto(`${url}#/`);
    await page.getByRole('region', { name: 'Headline figures' }).waitFor();
    times.push(await page.evaluate(() => performance.now()));
    const loaded = await Promise.all(bodies);
    script = loaded.reduce((sum, body) => sum + gzipSync(body).length, 0);
    await context.close();
  }
  return { times, script };
}

/** Types a GPU price and waits until the CapEx on the same page is repainted. */
async function edits() {
  const page = await browser.newPage();
  await page.goto(`${url}#/`);
  const headline = page.getByRole('region', { name: 'Headline figures' });
  const capex = headline.getByRole('button', { name: /^CapEx: / });
  await capex.waitFor();
  const times = [];
  for (let edit = 0; edit < EDITS + WARM_UP; edit++) {
    const before = await capex.getAttribute('aria-label');
    const took = await page.evaluate(
      async ({ label, price }) => {
        const find = () => document.querySelector('[aria-label^="CapEx: "]');
        const { search, hash } = location;
        const params = new URLSearchParams(search);
        params.set('set.hardware.node.price', price);
        const start = performance.now();
        history.pushState(null, '', `?${params}${hash}`);
        dispatchEvent(new PopStateEvent('popstate'));
        while (find()?.getAttribute('aria-label') === label) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        return performance.now() - start;
      },
      { label: before, price: `${200_000 + edit * 7_000} USD` },
    );
    if (edit >= WARM_UP) times.push(took);
  }
  return times;
}

const { times, script } = await firstViews();
const answered = await edits();
/** @param {number} value */
const ms = (value) => `${value.toFixed(0)} ms`;
console.log(`script before a page is opened  ${(script / 1000).toFixed(0)} kB gzip`);
console.log(
  `first figures                   median ${ms(quantile(times, 0.5))}, most ${ms(Math.max(...times))} (${VIEWS} views, cold cache)`,
);
console.log(
  `edit to repainted figure        median ${ms(quantile(answered, 0.5))}, p90 ${ms(quantile(answered, 0.9))} (${EDITS} edits after ${WARM_UP})`,
);
await browser.close();
await server.close();
