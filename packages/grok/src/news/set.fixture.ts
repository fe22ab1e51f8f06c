import { readFileSync } from 'node:fs';
import { readFeed } from './feed/read-feed.ts';
import type { Item } from './item.ts';
import type { Digest } from './news.ts';

/** What a written story is there to try. */
type Trap = 'news' | 'release' | 'hoax' | 'changed' | 'misquote' | 'opinion' | 'satire';

interface Written {
  readonly id: string;
  readonly language: string;
  readonly trap: Trap;
  readonly texts: readonly { readonly title: string; readonly lead: string }[];
}

interface Labelled {
  readonly url: string;
  readonly stories: readonly string[];
  readonly title: string;
  readonly lead: string;
  readonly language: string;
  readonly published: number;
  readonly feed: string;
  readonly category?: string;
}

export interface NewsSet {
  /** RSS, Atom and JSON Feed by turns, one of each publisher, by the name of a file. */
  readonly feeds: ReadonlyMap<string, string>;
  /** Stories of each item, by its URL. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly traps: ReadonlyMap<string, Trap>;
  /** How many items of a story are written by hand: the first ones. */
  readonly written: ReadonlyMap<string, number>;
}

export const NOW = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;
const HOUSES = 24;
/** Items of each story of news, with those that are put together of others' headlines and leads. */
const EACH = 12;

/** Makes feeds of a file of written stories. Texts beyond those are the headline of one and the lead of another, in a third house. */
export function newsSet(name: 'develop' | 'held-out' | 'crowded'): NewsSet {
  const path = new URL(`../../evaluation/news/${name}.txt`, import.meta.url);
  const written = readFileSync(path, 'utf8').split(/^== /m).slice(1).map(readWritten);
  const items = [...written.flatMap(itemsOf), ...roundupsOf(written)];
  return {
    feeds: feedsOf(items),
    labels: new Map(items.map(({ url, stories }) => [url, stories])),
    traps: new Map(written.map(({ id, trap }) => [id, trap])),
    written: new Map(written.map(({ id, texts }) => [id, texts.length])),
  };
}

function readWritten(block: string): Written {
  const [head = '', ...lines] = block.trim().split('\n');
  const [id = '', language = '', trap = 'news'] = head.split(' ');
  const texts: { title: string; lead: string }[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (line.startsWith('# ')) texts.push({ title: line.slice(2), lead: '' });
    else if (last && line !== '') last.lead = line;
  }
  return { id, language, trap: trap as Trap, texts };
}

function itemsOf({ id, language, trap, texts }: Written, at: number): Labelled[] {
  const count = trap === 'news' || trap === 'release' ? EACH : texts.length;
  return Array.from({ length: count }, (_, place) => {
    const { title } = texts[place % texts.length]!;
    const turn = Math.floor(place / texts.length);
    const lead = texts[(place + turn) % texts.length]!.lead;
    const house = (at * 7 + place * 5) % HOUSES;
    const domain =
      trap === 'satire' || trap === 'opinion' ? `voices-${at}.example` : `house-${house}.example`;
    return {
      ...{ title: turn > 0 && texts.length === 1 ? `${title} – ${house}` : title, lead, language },
      ...{ stories: [id], feed: domain, url: `https://www.${domain}/${id}/${place}` },
      published: NOW - ((at % 7) * 24 + place * 3) * HOUR,
    };
  });
}

/** One of four stories of a language each. */
function roundupsOf(written: readonly Written[]): Labelled[] {
  const roundups: Labelled[] = [];
  for (const language of ['en']) {
    const news = written.filter((each) => each.language === language && each.trap === 'news');
    for (let from = 0; from + 4 <= news.length; from += 4) {
      const told = news.slice(from, from + 4);
      roundups.push({
        title: ['Morning briefing', 'What you missed this week', 'Five minutes of news'][
          (from / 4) % 3
        ]!,
        lead: told.map(({ texts }) => `${texts.at(-1)!.title}.`).join(' '),
        ...{ language, stories: told.map(({ id }) => id), feed: 'briefings.example' },
        ...{ url: `https://briefings.example/${from}`, published: NOW - 12 * HOUR },
      });
    }
  }
  return roundups;
}

function feedsOf(items: readonly Labelled[]): Map<string, string> {
  const feeds = new Map<string, Labelled[]>();
  for (const item of items) feeds.set(item.feed, [...(feeds.get(item.feed) ?? []), item]);
  const writers = [rss, atom, json];
  return new Map(
    [...feeds].map(([feed, own], at) => [
      `${feed}.${at % 3 === 2 ? 'json' : 'xml'}`,
      writers[at % 3]!(feed, own),
    ]),
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function rss(feed: string, items: readonly Labelled[]): string {
  const rows = items.map(
    ({ title, lead, url, published }) =>
      `<item><title>${escaped(title)}</title><link>${url}</link><pubDate>${new Date(published).toUTCString()}</pubDate><description><![CDATA[<p>${lead}</p>]]></description></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${feed}</title><link>https://${feed}</link><description>News</description>${rows.join('')}</channel></rss>`;
}

function atom(feed: string, items: readonly Labelled[]): string {
  const rows = items.map(
    ({ title, lead, url, published }) =>
      `<entry><title>${escaped(title)}</title><id>${url}</id><link href="${url}"/><updated>${new Date(published).toISOString()}</updated><summary>${escaped(lead)}</summary></entry>`,
  );
  return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>${feed}</title><id>https://${feed}</id><updated>2026-11-20T00:00:00Z</updated>${rows.join('')}</feed>`;
}

function json(feed: string, items: readonly Labelled[]): string {
  const rows = items.map(({ title, lead, url, published }) => ({
    ...{ id: url, url, title, content_text: lead },
    date_published: new Date(published).toISOString(),
  }));
  return JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: feed, items: rows });
}

/** Without those that are put together, and without roundups: the harder half, for no two share a sentence. */
export function writtenOf({ written }: NewsSet, items: readonly Item[]): Item[] {
  return items.filter(({ url }) => {
    const [, id = '', place] = /\/([\w-]+)\/(\d+)$/.exec(url ?? '') ?? [];
    return Number(place) < (written.get(id) ?? 0);
  });
}

export function itemsOfSet({ feeds }: NewsSet): Item[] {
  return [...feeds].flatMap(([source, text]) => {
    const read = readFeed({ source, text, now: NOW });
    if (!read.ok) throw new Error(`${source}: ${read.problems[0]?.message}`);
    return read.value.items;
  });
}

export interface Measured {
  readonly items: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Pairs that are wrongly together or apart, to look at. */
  readonly wrong: readonly string[];
}

/** Pairs of items that share a story, in the labels and in the digest. */
export function measure({ labels }: NewsSet, { items, stories }: Digest): Measured {
  const found = new Map<string, Set<number>>();
  for (const [at, story] of stories.entries()) {
    for (const id of story.items) found.set(id, (found.get(id) ?? new Set()).add(at));
  }
  let [right, together, labelled] = [0, 0, 0];
  const wrong: string[] = [];
  for (const [at, a] of items.entries()) {
    for (const b of items.slice(at + 1)) {
      const [mine, theirs] = [labels.get(a.url!)!, labels.get(b.url!)!];
      const isSame = mine.some((story) => theirs.includes(story));
      const isFound = [...(found.get(a.id) ?? [])].some((story) => found.get(b.id)?.has(story));
      if (isSame) labelled++;
      if (isFound) together++;
      if (isSame && isFound) right++;
      else if (isSame || isFound) wrong.push(`${isFound ? 'joined' : 'parted'} ${a.url} ${b.url}`);
    }
  }
  const [precision, recall] = [right / together, right / labelled];
  const f1 = (2 * precision * recall) / (precision + recall);
  return { items: items.length, precision, recall, f1, wrong };
}
