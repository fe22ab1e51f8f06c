/**
 * Measures the built console in Chromium, drawn by software: what is loaded, how far pages shift, how long an edit takes to
 * be seen, how long a comparison and a sweep take, and what a frame of the twin costs. `npm run build`, then
 * `node bench/pages.bench.mjs [sizes|shift|edit|studies|twin]…`. Next to wall time stands the CPU time of the page's own thread, which a loaded machine does not stretch as much.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import { ensureChromium } from '../scripts/lib/chromium.mjs';

/** @typedef {import('playwright-core').Page} Page */

const CONSOLE = fileURLToPath(new URL('../packages/console', import.meta.url));
const ASSETS = `${CONSOLE}/dist/assets/`;
const PLANNING =
  /^(Overview|Hardware|Power|Money|Schedule|Training|Twin|File|Assumptions|Catalogue|Compare|WhatIf)Page-/;
const PAGES = [
  ...['/', '/plan/hardware', '/plan/power', '/plan/money', '/plan/schedule', '/plan/training'],
  ...['/plan/compare', '/plan/what-if', '/operate/twin', '/operate/runs', '/operate/services'],
  ...['/files/file', '/files/assumptions', '/files/catalogue', '/files/models'],
];
const EDITS = 50;
const STUDIES = 3;

const wanted = process.argv.slice(2);
/** @param {string} name */
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

if (isWanted('sizes')) showSizes();
if (['shift', 'edit', 'studies', 'twin'].some(isWanted)) await inChromium();

function showSizes() {
  const files = readdirSync(ASSETS).filter((name) => name.endsWith('.js'));
  /** @param {string} start @returns {string} the one chunk of that name */
  const named = (start) => files.find((name) => name.startsWith(`${start}-`)) ?? '';
  const entry = /assets\/(index-[\w-]+\.js)/.exec(
    readFileSync(`${CONSOLE}/dist/index.html`, 'utf8'),
  );
  const first = entry?.[1] ?? '';
  const pages = files.filter((name) => PLANNING.test(name));
  // One program, which loads the twin and the searches with the first long question.
  const worker = closure([named('worker'), named('handlers'), named('answer-long')]);
  show('first page, without its worker', closure([first, named('OverviewPage')]));
  show('all planning pages', closure([first, ...pages]));
  show('worker of the first page', [named('worker')]);
  show('the worker with twin and searches', worker);
  show('all planning pages with their worker', [...closure([first, ...pages]), ...worker]);
  show('editor, when it is opened', [named('CodeEditor')]);
  show('report, when it is asked for', [named('answer-report')]);
  show(
    'exports, when they are asked for',
    ['chartCsv', 'chartSvg', 'tableCsv', 'pictureSvg', 'png', 'svg'].map(named),
  );
}

/** Chunks and all that they import before they run. @param {readonly string[]} names */
function closure(names) {
  const found = new Set(names.filter(Boolean));
  for (const name of found) {
    const text = readFileSync(ASSETS + name, 'utf8');
    for (const [, other] of text.matchAll(/(?:from|import)\s*"\.\/([\w-]+\.js)"/g))
      if (other) found.add(other);
  }
  return [...found];
}

/** @param {string} what @param {readonly string[]} names */
function show(what, names) {
  const bytes = names.filter(Boolean).map((name) => gzipSync(readFileSync(ASSETS + name)).length);
  const sum = bytes.reduce((all, each) => all + each, 0);
  console.log(`${what}: ${(sum / 1000).toFixed(1)} kB gzip in ${names.length} files`);
}

async function inChromium() {
  const executablePath = await ensureChromium();
  if (!executablePath) throw new Error('no Chromium found: set CHROMIUM_PATH');
  const options = { host: '127.0.0.1', port: 0 };
  const server = await preview({
    root: CONSOLE,
    configFile: false,
    logLevel: 'silent',
    preview: options,
  });
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const base = server.resolvedUrls?.local[0] ?? '';
  try {
    if (isWanted('shift')) await showShifts(await browser.newPage(), base);
    if (isWanted('edit'))
      for (const slower of [1, 4]) await showEdits(await browser.newPage(), base, slower);
    if (isWanted('studies')) await showStudies(await browser.newPage(), base);
    if (isWanted('twin')) await showFrames(await browser.newPage(), base);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @param {Page} page @param {string} base */
async function showShifts(page, base) {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(viewport);
    for (const path of PAGES) {
      await page.goto('about:blank');
      await page.goto(`${base}?lives=4#${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(path === '/operate/twin' ? 12_000 : 4000);
      const shift = await page.evaluate(
        () =>
          new Promise((done) => {
            let sum = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) {
                const { value, hadRecentInput } =
                  /** @type {PerformanceEntry & { value: number, hadRecentInput: boolean }} */ (
                    entry
                  );
                if (!hadRecentInput) sum += value;
              }
            }).observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => done(sum), 300);
          }),
      );
      console.log(`layout shift of ${path} at ${viewport.width} px: ${Number(shift).toFixed(3)}`);
    }
  }
}

/** From the Enter that ends an edit of the PUE to the frame after the facility's power has changed. @param {Page} page @param {string} base @param {number} slower */
async function showEdits(page, base, slower) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${base}?file=gigafactory-of-compute&why=factory.site.pue#/`);
  const field = page.getByRole('dialog').getByRole('textbox').first();
  await field.waitFor();
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  await client.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.evaluate(watchEdits);
  const before = await busySeconds(client);
  for (let i = 0; i < EDITS; i++) {
    // By enough to be seen in the three digits of the facility's power.
    await field.fill((1.1 + i / 100).toFixed(2));
    await field.press('Enter');
    await page.waitForFunction((count) => /** @type {any} */ (window).edits.length > count, i);
  }
  const busy = ((await busySeconds(client)) - before) / EDITS;
  const { edits, events } = await page.evaluate(() => {
    const { edits, slowest } = /** @type {any} */ (window);
    return { edits, events: slowest };
  });
  const sorted = edits.toSorted((/** @type {number} */ a, /** @type {number} */ b) => a - b);
  console.log(
    `edit to repainted figures, CPU ${slower}x slower: median ${sorted[EDITS / 2].toFixed(0)} ms, worst ${sorted.at(-1).toFixed(0)} ms of ${EDITS}; worst event ${events} ms; ${(busy * 1000).toFixed(0)} ms of CPU of the page's thread an edit`,
  );
  await page.close();
}

/** In the page: times from Enter to the frame after the figure changed. */
function watchEdits() {
  const state = /** @type {any} */ (window);
  state.edits = [];
  state.slowest = 0;
  let entered = 0;
  window.addEventListener(
    'keydown',
    ({ key }) => {
      if (key === 'Enter') entered = performance.now();
    },
    true,
  );
  const figure = document.querySelector('[aria-label="Headline figures"]');
  new MutationObserver(() => {
    if (entered === 0) return;
    const from = entered;
    entered = 0;
    requestAnimationFrame(() => setTimeout(() => state.edits.push(performance.now() - from)));
  }).observe(/** @type {Node} */ (figure), { subtree: true, characterData: true, childList: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) state.slowest = Math.max(state.slowest, duration);
  }).observe(/** @type {PerformanceObserverInit} */ ({ type: 'event', durationThreshold: 16 }));
}

/** @param {import('playwright-core').CDPSession} client */
async function busySeconds(client) {
  const { metrics } = await client.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

/**
 * From the press or Enter that asks to the frame that shows the answer: the file beside four others, the fourth being what
 * is edited, and 200 points of a sweep. @param {Page} page @param {string} base
 */
async function showStudies(page, base) {
  await page.setViewportSize({ width: 1440, height: 900 });
  for (let i = 0; i < STUDIES; i++) {
    await page.goto(`${base}?file=gigafactory-of-compute&set.site.pue=1.${31 + i}#/`);
    await page.getByRole('region', { name: 'Headline figures' }).waitFor();
    // The rest of the pages are fetched.
    await page.waitForLoadState('networkidle');
    const compared = await timed(page, 'Figures', () =>
      page.getByRole('link', { name: 'Compare', exact: true }).click(),
    );
    await page.goto(`${base}?file=gigafactory-of-compute&over=site.pue&steps=3#/plan/what-if`);
    await page.getByText(': 3 plans.').waitFor();
    const field = page.getByRole('textbox', { name: 'Values', exact: true });
    await field.fill(`${200 + i}`);
    const swept = await timed(page, `: ${200 + i} plans.`, () => field.press('Enter'));
    console.log(
      `five scenarios compared: ${compared.toFixed(0)} ms; ${200 + i} points swept: ${(swept / 1000).toFixed(1)} s`,
    );
  }
  await page.close();
}

/** Time by the page's own clock from the next press or Enter until a text is in a painted frame, ms. @param {Page} page @param {string} text @param {() => Promise<void>} act */
async function timed(page, text, act) {
  await page.evaluate((wanted) => {
    const state = /** @type {any} */ (window);
    state.taken = undefined;
    let from = 0;
    for (const kind of ['keydown', 'pointerdown'])
      window.addEventListener(kind, () => (from ||= performance.now()), { capture: true });
    requestAnimationFrame(function look() {
      if (from > 0 && document.getElementById('content')?.innerText.includes(wanted))
        setTimeout(() => (state.taken = performance.now() - from));
      else requestAnimationFrame(look);
    });
  }, text);
  await act();
  const taken = await page.waitForFunction(() => /** @type {any} */ (window).taken, undefined, {
    timeout: 240_000,
  });
  return Number(await taken.jsonValue());
}

/** The most GPUs that three tiers join, played for ten seconds. @param {Page} page @param {string} base */
async function showFrames(page, base) {
  await page.setViewportSize({ width: 1440, height: 900 });
  const edits = 'set.fleet.gpus=524288&set.runs.grok-3.gpus=491520';
  await page.goto(`${base}?${edits}&lives=1&days=10&t=0&speed=21600#/operate/twin`);
  await page.getByRole('slider', { name: 'Time in the run' }).waitFor({ timeout: 240_000 });
  await page.waitForTimeout(20_000);
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.getByRole('button', { name: 'Play' }).click();
  const before = await busySeconds(client);
  const frames = await page.evaluate(
    () =>
      new Promise((done) => {
        let count = 0;
        const end = performance.now() + 10_000;
        requestAnimationFrame(function turn(at) {
          count++;
          if (at < end) requestAnimationFrame(turn);
          else done(count);
        });
      }),
  );
  const busy = (await busySeconds(client)) - before;
  console.log(
    `524,288 GPUs: ${frames} frames in 10 s, ${((busy * 1000) / Number(frames)).toFixed(1)} ms of CPU of the page's thread a frame`,
  );
}
