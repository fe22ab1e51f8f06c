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
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { editFactory, readFactory } from '../packages/core/dist/factory/index.js';
import { planFactory } from '../packages/core/dist/plan/index.js';
import { scenarioOf } from '../packages/core/dist/study/index.js';
import { liveMany } from '../packages/core/dist/twin/index.js';
import { ensureChromium } from '../scripts/lib/chromium.mjs';

const DAYS = 54;
const LIVES = 10;
const WARM_UP = 2;
const ROUNDS = 9;
const SEED = 7;

const scenario = makeScenario();
const page = await openPage();
const inNode = [];
const inBrowser = [];
for (let round = 0; round < ROUNDS + WARM_UP; round++) {
  const node = live();
  const browser = await page.evaluate(
    ({ scenario, seed, lives }) => {
      const start = performance.now();
      const lived = globalThis.twin.liveMany(scenario, seed, 0, lives);
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
const [a, b] = [inNode, inBrowser].map((times) => times.sort((x, y) => x - y)[ROUNDS >> 1]);
console.log(`a life of 100,000 GPUs, ${DAYS} days, median of ${ROUNDS} rounds of ${LIVES}`);
console.log(`Node ${process.versions.node}   ${a.toFixed(1)} ms`);
console.log(`Chromium       ${b.toFixed(1)} ms, ${(b / a).toFixed(2)} times as long`);

function live() {
  const start = performance.now();
  const lived = liveMany(scenario, SEED, 0, LIVES);
  return { time: performance.now() - start, digests: lived.map(({ digest }) => digest) };
}

function makeScenario() {
  const file = new URL('../examples/gigafactory-of-compute.yaml', import.meta.url);
  const edited = editFactory(readFileSync(file, 'utf8'), {
    'hazards.lemonShare': 'rsc1-2024',
    'hazards.domains': 'off',
    'hazards.heat': '0',
  });
  const read = readFactory(edited.text);
  const { plan } = planFactory(read.factory);
  return scenarioOf(read.factory, plan, { run: 'grok-3', days: DAYS }).value;
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
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const opened = await browser.newPage();
  await opened.addScriptTag({ content: built[0].output[0].code });
  return opened;
}
