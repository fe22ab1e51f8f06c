import { createHash } from 'node:crypto';
import { failed, ok, type Result } from '@gigafactory/core/base';
import { parseFeed } from 'feedsmith';
import type { FeedAbout, Item } from '../item.ts';
import { languageOf } from '../text/language.ts';
import { sentencesOf } from '../text/sentences.ts';
import { type Entry, entriesOf } from './entries.ts';
import { plainText } from './plain-text.ts';
import { publisherOf } from './publisher.ts';

export interface FeedText {
  /** As the feed was named to us. */
  readonly source: string;
  readonly text: string;
  /** ms since 1970. */
  readonly now: number;
}

/** Items of a feed beyond this are left out, and that is said. */
const MOST_ITEMS = 20_000;
/** UTF-16 units. */
const LONGEST_TITLE = 300;
const LONGEST_LEAD = 1500;
/** What is parsed of an item's HTML at all. */
const LONGEST_HTML = 100_000;
const DAY = 86_400_000;
/** Nothing on the web is older. */
const EARLIEST = Date.UTC(1991, 7, 6);

export interface ReadFeed {
  readonly about: FeedAbout;
  readonly items: readonly Item[];
  /** Items that have neither a title nor a lead, or are beyond the limit. */
  readonly left: number;
}

/** Reads RSS, RDF, Atom or JSON Feed. What is wrong with one item costs only that item. */
export function readFeed(given: FeedText): Result<ReadFeed> {
  let parsed: ReturnType<typeof parseFeed>;
  try {
    parsed = parseFeed(given.text);
  } catch {
    return failed({
      code: 'feed.format',
      message: 'It is no feed that can be read: RSS, RDF, Atom or JSON Feed.',
    });
  }
  const { about, entries } = entriesOf(parsed, given.source);
  const items = entries.slice(0, MOST_ITEMS).flatMap((entry) => {
    const item = itemOf(entry, about, given.now);
    return item ? [item] : [];
  });
  return ok({ about, items, left: entries.length - items.length });
}

function itemOf(entry: Entry, feed: FeedAbout, now: number): Item | undefined {
  const title = cut(
    plainText(entry.title.slice(0, LONGEST_HTML)).replaceAll('\n', ' '),
    LONGEST_TITLE,
  );
  const lead = leadOf(title, plainText(entry.lead.slice(0, LONGEST_HTML)));
  const text = [title, lead].filter((part) => part !== '').join('\n');
  if (text === '') return undefined;
  const url = addressOf(entry.url);
  const id = createHash('sha256')
    .update(url ?? `${feed.source}\n${entry.guid}\n${text}`)
    .digest('hex')
    .slice(0, 16);
  return {
    ...{ id, url, text, titleLength: title.length, feed },
    publisher: publisherOf(url ?? feed.source),
    published: momentOf(entry.date, now),
    language: languageOf(text, feed.language),
    categories: entry.categories.map((each) => plainText(each).slice(0, 100)),
  };
}

/** Without the title, where it begins with it, and to the end of a sentence. */
function leadOf(title: string, lead: string): string {
  const rest = title !== '' && lead.startsWith(title) ? lead.slice(title.length) : lead;
  return cut(rest.replace(/^[\s.:–—-]+/, ''), LONGEST_LEAD);
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const whole = sentencesOf(text, 'und').findLast(({ end }) => end <= most);
  return text
    .slice(0, whole ? whole.end : most)
    .replace(/\p{Surrogate}/gu, '')
    .trimEnd();
}

function addressOf(text: string): string | null {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  return url.username === '' && url.password === '' ? url.href : null;
}

/** A date that lies, before the web or in the future, is none. */
function momentOf(date: string, now: number): number | undefined {
  const at = Date.parse(date.trim());
  return at >= EARLIEST && at <= now + DAY ? at : undefined;
}
