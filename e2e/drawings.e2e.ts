import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { transformWithOxc } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from './browser.ts';

/* What cleans the drawings of answers, by the parser that browsers have: they read SVG unlike any other. */

const SOURCE = new URL(
  '../packages/console/src/pages/grok/markdown/without-foreign.ts',
  import.meta.url,
);

let browser: Browser;
let page: Page;
const asked: string[] = [];

beforeAll(async () => {
  browser = await startBrowser();
  page = await browser.newPage();
  await page.route('**/*', (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  const { code } = await transformWithOxc(readFileSync(SOURCE, 'utf8'), 'without-foreign.ts');
  await page.evaluate(code.replace('export function', 'window.cleaned = function'));
}, 120_000);

afterAll(() => browser?.close());

/** The drawing once it is cleaned and on the page, or why it is none. */
function drawn(svg: string): Promise<string> {
  return page.evaluate(async (text) => {
    const { cleaned } = window as unknown as { cleaned: (svg: string) => Element };
    try {
      document.body.replaceChildren(cleaned(text));
    } catch (error) {
      return String(error);
    }
    await new Promise((done) => setTimeout(done, 20));
    return document.body.innerHTML;
  }, svg);
}

const ATTACKS = [
  '<script>window.ran = true</script>',
  '<g><script href="https://evil.example/x.js"></script></g>',
  '<image href="https://evil.example/p.png"></image>',
  '<img src="https://evil.example/p.png" onerror="window.ran = true">',
  '<use href="https://evil.example/x.svg#a"></use>',
  '<animate attributeName="href" to="javascript:window.ran = true"></animate>',
  '<set attributeName="onclick" to="window.ran = true"></set>',
  '<iframe src="https://evil.example"></iframe>',
  '<foreignObject><iframe srcdoc="<script>parent.ran = true</script>"></iframe></foreignObject>',
  '<foreignObject><video src="https://evil.example/v" onerror="window.ran = true"></video></foreignObject>',
  '<rect onclick="window.ran = true" onLoad="window.ran = true"></rect>',
  '<a href="https://evil.example"><text>x</text></a>',
  '<a xlink:href="javascript:window.ran = true"><text>x</text></a>',
  '<foreignObject><p onclick="window.ran = true">x</p></foreignObject>',
  '<foreignObject><img src="https://evil.example/p.png"></foreignObject>',
  '<rect style="fill: url(https://evil.example/f)"></rect>',
  '<rect fill="url( \'https://evil.example/f\' )"></rect>',
  '<filter id="f"><feImage href="https://evil.example/p.png"></feImage></filter>',
  '<style>@import "https://evil.example/s.css";</style>',
  '<style>rect { fill: url("//evil.example/f") }</style>',
  '<link rel="stylesheet" href="https://evil.example/s.css">',
  '<foreignObject><link rel="stylesheet" href="https://evil.example/s.css"></foreignObject>',
  '<foreignObject><object data="https://evil.example/o"></object></foreignObject>',
  '<foreignObject><embed src="https://evil.example/o"></foreignObject>',
  '<foreignObject><form action="https://evil.example"><input name="a"></form></foreignObject>',
  '<foreignObject><meta http-equiv="refresh" content="0;url=https://evil.example"></foreignObject>',
];

describe('a drawing of an answer', () => {
  it('is refused if it is no drawing', async () => {
    expect(await drawn('<p>nothing</p>')).toContain('no drawing');
    expect(await drawn('')).toContain('no drawing');
  });

  it.each(ATTACKS)('neither runs nor fetches: %s', async (attack) => {
    const html = await drawn(`<svg><rect width="1"></rect>${attack}</svg>`);
    expect(html).toContain('width="1"');
    expect(html).not.toMatch(/evil\.example|javascript:|\son\w+=/i);
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
    expect(asked).toEqual([]);
  });

  it('keeps the words of links and labels, and its own parts and colours', async () => {
    const html = await drawn(
      '<svg><style>rect { fill: red }</style><a href="https://a.example"><text>spine</text></a><foreignObject x="10" width="20"><p>leaf</p></foreignObject><path marker-end="url(#arrow)"></path></svg>',
    );
    for (const kept of ['fill: red', 'spine', 'x="20"', '>leaf<', 'url(#arrow)'])
      expect(html).toContain(kept);
  });
});
