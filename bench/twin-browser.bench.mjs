/**
 * How long a life of 100,000 GPUs over 54 days takes in Chromium, beside the same in Node; needs a built
 * core (`npx tsc -b packages/core`).
 *
 * Method: the same scenario, of failures, checkpoints, rework, lemons and repair, is lived in both on one
 * thread each, in turn, a few lives at a time, so that a slow spell of the machine falls on both. First
 * lives warm up and do not count. Time is the wall clock of each, as a browser tells no CPU time; the
 * median counts. A round whose digests differ ends the benchmark.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { editFactory, readFactory } from '@gigafactory/core/factory';
import { planFactory } from '@gigafactory/core/plan';
import { scenarioOf } from '@gigafactory/core/study';
import { liveMany } from '@gigafactory/core/twin';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { ensureChromium } from '../scripts/lib/chromium.mjs';

const DAYS = 54;
const LIVES = 10;
const WARM_UP = 2;
const ROUNDS = 9;
const SEED = 7;

const scenario = makeScenario();
const page = await openPage();
/** @type {number[]} */
const inNode = [];
/** @type {number[]} */
const inBrowser = [];
for (let round = 0; round < ROUNDS + WARM_UP; round++) {
  const node = live();
  const browser = await page.evaluate(
    ({ scenario, seed, lives }) => {
      const start = performance.now();
      const { twin } = /** @type {{ twin: typeof import('@gigafactory/core/twin') }} */ (
        /** @type {unknown} */ (globalThis)
      );
      const lived = twin.liveMany(scenario, seed, 0, lives);
      return { time: performance.now() - start, digests: lived.map(({ digest }) => digest) };
    },
    { scenario, seed: SEED, lives: LIVES },
  );
  if (String(node.digests) !== String(browser.digests)) throw new Error('the digests differ');
  if (round < WARM_UP) continue;
  inNode.push(node.time / LIVES);
  inBrowser.push(browser.time / LIVES);
}
await page.context().browser()?.close();
/** @param {number[]} times */
const median = (times) => times.toSorted((x, y) => x - y)[ROUNDS >> 1] ?? Number.NaN;
const [a, b] = [median(inNode), median(inBrowser)];
console.log(`a life of 100,000 GPUs, ${DAYS} days, median of ${ROUNDS} rounds of ${LIVES}`);
console.log(`Node ${process.versions.node}   ${a.toFixed(1)} ms`);
console.log(`Chromium       ${b.toFixed(1)} ms, ${(b / a).toFixed(2)} times as long`);

function live() {
  const start = performance.now();
  const lived = liveMany(scenario, SEED, 0, LIVES);
  return { time: performance.now() - start, digests: lived.map(({ digest }) => digest) };
}

/**
 * What must succeed: a benchmark of a refusal would be fast and worthless.
 *
 * @template T
 * @param {import('../packages/core/dist/base/index.js').Result<T>} result
 */
function must(result) {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function makeScenario() {
  const file = new URL('../examples/gigafactory-of-compute.yaml', import.meta.url);
  const edits = {
    'hazards.lemonShare': 'rsc1-2024',
    'hazards.domains': 'off',
    'hazards.heat': '0',
  };
  const factory = must(readFactory(must(editFactory(readFileSync(file, 'utf8'), edits))));
  const plan = must(planFactory(factory));
  return must(scenarioOf(factory, plan, { run: 'grok-3', days: DAYS }));
}

/** A page with the twin in it, and nothing else. */
async function openPage() {
  const entry = fileURLToPath(new URL('../packages/core/dist/twin/index.js', import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib: { entry, name: 'twin', formats: ['iife'], fileName: 'twin' } },
  });
  const executablePath = await ensureChromium();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const opened = await browser.newPage();
  const [bundle] = Array.isArray(built) ? built : [];
  if (!bundle) throw new Error('Vite built no bundle of the twin');
  await opened.addScriptTag({ content: bundle.output[0].code });
  return opened;
}
