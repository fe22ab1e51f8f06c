import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openPage } from './browser.ts';
import { builtConsole } from './built-console.ts';

/** What the script of a first visit may weigh, compressed, without its worker, kB; docs/performance.md has its parts. */
const MOST_KB = 110;

/** Example files and the words of the glossary, which nothing waits for but what shows them. */
const TEXTS = /^(examples|glossary)/;

const built = builtConsole();

describe('the first page', () => {
  it('is drawn by few and small scripts', async () => {
    const { page, errors } = await openPage(built.browser);
    const scripts: Promise<readonly [name: string, kilobytes: number]>[] = [];
    let isDrawn = false;
    page.on('response', (response) => {
      const [, name] = /assets\/([\w.-]+)\.js$/.exec(response.url()) ?? [];
      // What the page will need next is fetched once it is drawn.
      if (!name || isDrawn || name.startsWith('worker')) return;
      scripts.push(response.body().then((body) => [name, gzipSync(body).length / 1000]));
    });
    await page.addInitScript(() => {
      // Else a quick browser fetches the rest before the test has seen the first page.
      window.requestIdleCallback = () => 0;
    });
    await page.goto(`${built.url}/#/`);
    await page.getByRole('region', { name: 'Headline figures' }).waitFor();
    isDrawn = true;
    const loaded = (await Promise.all(scripts)).filter(([name]) => !TEXTS.test(name));
    expect(loaded.length, JSON.stringify(loaded)).toBeLessThanOrEqual(4);
    const sum = loaded.reduce((all, [, kilobytes]) => all + kilobytes, 0);
    expect(sum, JSON.stringify(loaded)).toBeLessThan(MOST_KB);
    expect(errors).toEqual([]);
  });
});
