import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser } from './browser.ts';
import * as here from './sim-page.ts';

/** Core as a global of a page. */
declare const core: typeof here;

const SEEDS = 200;
/** A fleet of about 100,000 GPUs. */
const LARGE = new URL('../examples/ft-hsdp-98k.yaml', import.meta.url);

async function bundle(): Promise<string> {
  const result = await build({
    root: fileURLToPath(new URL('../', import.meta.url)),
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['source', 'module', 'browser', 'production'] },
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL('sim-page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'core',
      },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new Error('nothing was bundled');
  return output.output[0].code;
}

let browser: Browser;
let page: Page;
let errors: readonly string[];

beforeAll(async () => {
  const [started, script] = await Promise.all([startBrowser(), bundle()]);
  browser = started;
  ({ page, errors } = await openPage(browser));
  await page.addScriptTag({ content: script });
});

afterAll(async () => {
  await browser?.close();
});

describe('simulation in Chromium', () => {
  it('comes to the same digest as in Node for the same seed', async () => {
    const digests = (seeds: number) =>
      Array.from({ length: seeds }, (_, seed) => here.runSimCase(here.drawSimCase(seed)).digest);
    const there = await page.evaluate(
      (seeds) =>
        Array.from({ length: seeds }, (_, seed) => core.runSimCase(core.drawSimCase(seed)).digest),
      SEEDS,
    );
    expect(there).toEqual(digests(SEEDS));
    expect(new Set(there).size).toBe(SEEDS);
    expect(errors).toEqual([]);
  });

  it('does so for 100,000 GPUs', async () => {
    const request = { text: readFileSync(LARGE, 'utf8'), seed: 7, days: 10 };
    const replayed = here.dispatch('replay', request);
    if (!replayed.ok) throw new Error(JSON.stringify(replayed.problems));
    const { digest, nodes, gpusPerNode } = replayed.value;
    expect(nodes * gpusPerNode).toBeGreaterThan(95_000);
    const there = await page.evaluate((asked) => core.dispatch('replay', asked), request);
    expect(there.ok && there.value.digest).toBe(digest);
    expect(errors).toEqual([]);
  });
});
