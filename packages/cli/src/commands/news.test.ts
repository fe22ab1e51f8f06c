import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runMain } from '../io.fixture.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-news-'));
  writeFileSync(join(folder, 'a.xml'), rss('a', 'Tram line 4 opens in Graz', LEADS[0]));
  writeFileSync(join(folder, 'b.xml'), rss('b', 'Graz opens new tram line', LEADS[1]));
});

afterEach(() => rmSync(folder, { recursive: true }));

const LEADS = [
  'The new tram line 4 in Graz opened on Monday with free rides for everybody.',
  'Thousands took the free rides on the tram line 4 that Graz opened on Monday.',
] as const;

function rss(house: string, title: string, lead: string): string {
  return `<rss version="2.0"><channel><title>${house}</title><link>https://${house}.example</link><description>d</description><item><title>${title}</title><link>https://${house}.example/1</link><description>${lead}</description></item></channel></rss>`;
}

const news = (...argv: string[]) => runMain(['news', ...argv], { cwd: folder });

describe('news', () => {
  it.each([
    [[], '--feeds'],
    [['--feeds'], 'lacks its value'],
    [['--feeds', 'a.xml'], '--once'],
    [['a.xml', '--feeds', 'b.xml', '--once'], 'takes no operand'],
    [['--feeds', 'a.xml', '--once', 'b.xml'], 'takes no operand'],
    [['--feeds', 'c.xml', '--once'], 'could not be read (ENOENT)'],
    [['--feeds', '.', '--once'], 'is no file'],
    [['--feeds', 'http://127.0.0.1:9/', '--once'], 'Port 9 is not fetched'],
    [['--feeds', 'http://localhost/', '--once'], 'no host of the internet. A feed of your own'],
    [['--feeds', 'file:///etc/passwd', '--once'], 'Only http and https'],
    [['--feeds', 'a.xml', '--once', '--allow', '127.0.0.1'], 'host with its port'],
    [['--feeds', 'a.xml', '--once', '--allow', '*'], 'host with its port'],
  ])('refuses %j', async (argv, words) => {
    const { code, out, err } = await news(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });

  it('prints stories whose sentences stand where they are cited', async () => {
    const { code, out } = await news('--feeds', 'a.xml', 'b.xml', '--once', '--json');
    expect(code).toBe(0);
    const { items, stories } = JSON.parse(out);
    expect(items).toMatchObject([
      { url: 'https://a.example/1', text: `Tram line 4 opens in Graz\n${LEADS[0]}` },
      { url: 'https://b.example/1' },
    ]);
    expect(stories).toMatchObject([{ domains: 2, flags: [], items: [items[0].id, items[1].id] }]);
    expect(stories[0].sentences.length).toBeGreaterThan(0);
    for (const { text, citations } of stories[0].sentences) {
      for (const { item, start, end } of citations) {
        const cited = items.find(({ id }: { id: string }) => id === item);
        expect(cited.text.slice(start, end)).toBe(text);
      }
    }
  });

  it('goes on without a feed that is broken, and says so', async () => {
    writeFileSync(join(folder, 'c.xml'), '<html>');
    const { code, out } = await news('--feeds', 'a.xml', 'c.xml', 'gone.xml', '--once', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).feeds).toMatchObject([
      { source: 'a.xml', items: 1 },
      { source: 'c.xml', items: 0, problem: { code: 'feed.format' } },
      { source: 'gone.xml', items: 0, problem: { code: 'feed.file' } },
    ]);
  });

  it('asks a feed of this machine only where that is allowed', async () => {
    const server = createServer((_, response) => response.end(rss('a', 'Tram opens', LEADS[0])));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      const feed = ['--feeds', `http://${host}/feed`, '--once'];
      expect((await news(...feed)).err).toContain('is not fetched');
      const { code, out } = await news(...feed, '--allow', host);
      expect(code).toBe(0);
      expect(out).toContain(LEADS[0]);
      expect(out).toContain('single-source');
    } finally {
      server.close();
    }
  });
});
