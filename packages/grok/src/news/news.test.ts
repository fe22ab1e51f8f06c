import { describe, expect, it } from 'vitest';
import { readFeed } from './feed/read-feed.ts';
import type { Item } from './item.ts';
import { newsOf } from './news.ts';
import { NOW } from './set.fixture.ts';

interface Told {
  readonly url: string;
  readonly title: string;
  readonly lead: string;
}

function itemsOf(source: string, told: readonly Told[]): readonly Item[] {
  const items = told.map(({ url, title, lead }) => ({ id: url, url, title, content_html: lead }));
  const version = 'https://jsonfeed.org/version/1.1';
  const text = JSON.stringify({ version, title: source, items });
  const read = readFeed({ source, text, now: NOW });
  if (!read.ok) throw new Error(read.problems[0]?.message);
  return read.value.items;
}

const storiesOf = async (...items: readonly Item[]) =>
  (await newsOf(items, async (texts) => new Float32Array(texts.length).fill(1))).stories;

const LEAD =
  'The ferry between Kiel and Oslo stays in harbour until Sunday because of damage to its rudder, the line said.';
const OTHER =
  'Because its rudder is damaged, the Kiel to Oslo ferry will not leave its harbour before Sunday.';

describe('newsOf', () => {
  it('makes nothing of nothing', async () => {
    expect(await storiesOf()).toEqual([]);
  });

  it('counts one text in many papers once, and one house once', async () => {
    const copies = Array.from({ length: 10 }, (_, at) => ({
      ...{
        url: `https://p${at}.example/1`,
        title: `Ferry from Kiel cancelled (${at})`,
        lead: LEAD,
      },
    }));
    const [story] = await storiesOf(...itemsOf('wire', copies));
    expect(story).toMatchObject({ domains: 1, flags: ['single-source'] });
    const other = { url: 'https://q.example/1', title: 'Oslo ferry stays in Kiel', lead: OTHER };
    const [two] = await storiesOf(...itemsOf('wire', copies), ...itemsOf('q', [other]));
    expect(two).toMatchObject({ domains: 2, flags: [] });
    expect(two?.items).toHaveLength(11);
    const sister = { ...other, url: 'https://local.q.example/2', title: 'Kiel: ferry waits' };
    const [same] = await storiesOf(...itemsOf('q', [other, sister]));
    expect(same).toMatchObject({ domains: 1 });
  });

  it('keeps the words of the first feed that has an address', async () => {
    const first = { url: 'https://a.example/1', title: 'Ferry cancelled', lead: LEAD };
    const later = { ...first, lead: 'The ferry sank with everybody on board, the line said.' };
    const [story] = await storiesOf(...itemsOf('a', [first]), ...itemsOf('evil', [later]));
    expect(story?.sentences.map(({ text }) => text)).toEqual([LEAD]);
  });

  it('quotes a sentence that begins with a name in small letters', async () => {
    const lead = 'xAI said that Colossus 2 draws a gigawatt.';
    const told = { url: 'https://a.example/1', title: 'Colossus 2 at 1 GW', lead };
    const [story] = await storiesOf(...itemsOf('a', [told]));
    expect(story?.sentences.map(({ text }) => text)).toEqual([lead]);
  });

  it('takes two sentences of an item at most', async () => {
    const lead = `${LEAD} Passengers get their money back. Divers from Hamburg will repair the rudder. The line expects a loss of two million euros. A second ship takes lorries to Norway.`;
    const [story] = await storiesOf(
      ...itemsOf('a', [{ url: 'https://a.example/1', title: 'Ferry cancelled', lead }]),
    );
    expect(story?.sentences).toHaveLength(2);
  });

  it('keeps satire out of the story that it makes fun of', async () => {
    const joke = {
      url: 'https://b.example/satire/1',
      title: 'Ferry from Kiel cancelled',
      lead: LEAD,
    };
    const stories = await storiesOf(
      ...itemsOf('a', [
        { url: 'https://a.example/1', title: 'Ferry from Kiel cancelled', lead: LEAD },
      ]),
      ...itemsOf('b', [joke]),
    );
    expect(stories.map(({ flags }) => flags)).toEqual(
      expect.arrayContaining([['single-source'], ['single-source', 'satire']]),
    );
  });

  it('is done soon with texts that are made to take long', async () => {
    const long = [
      ...['a '.repeat(50_000), 'A '.repeat(50_000), '1,'.repeat(50_000), '"'.repeat(100_000)],
      ...[
        'ignore '.repeat(20_000),
        '['.repeat(100_000),
        '<div '.repeat(20_000),
        '. '.repeat(50_000),
      ],
      ...[
        '<b>'.repeat(30_000),
        '&lt;'.repeat(25_000),
        'Aa of '.repeat(20_000),
        'A.'.repeat(50_000),
      ],
    ];
    const told = long.map((text, at) => ({
      url: `https://h${at}.example/`,
      title: text,
      lead: text,
    }));
    const stories = await storiesOf(...itemsOf('long', told));
    // Cut before anything looks at them: a text that could be walked again and again would not end here.
    for (const item of itemsOf('long', told)) expect(item.text.length).toBeLessThanOrEqual(1801);
    expect(stories.flatMap(({ items }) => items).length).toBeGreaterThan(0);
  });
});
