import type { parseFeed } from 'feedsmith';
import type { FeedAbout } from '../item.ts';
import { plainText } from './plain-text.ts';

/** An item as any of the formats gives it; HTML may be in title and lead. */
export interface Entry {
  readonly title: string;
  readonly lead: string;
  readonly url: string;
  readonly guid: string;
  readonly date: string;
  readonly categories: readonly string[];
}

type Parsed = ReturnType<typeof parseFeed>;
type Of<Format extends Parsed['format']> = Extract<Parsed, { format: Format }>['feed'];

export interface Entries {
  readonly about: FeedAbout;
  readonly entries: readonly Entry[];
}

/** Brings the formats together. */
export function entriesOf(parsed: Parsed, source: string): Entries {
  switch (parsed.format) {
    case 'rss':
      return ofRss(parsed.feed, source);
    case 'atom':
      return ofAtom(parsed.feed, source);
    case 'rdf':
      return ofRdf(parsed.feed, source);
    case 'json':
      return ofJson(parsed.feed, source);
  }
}

function ofRss(feed: Of<'rss'>, source: string): Entries {
  const about = aboutOf(source, {
    ...{ title: feed.title, description: feed.description, language: feed.language },
    categories: namesOf(feed.categories, 'name'),
  });
  const entries = (feed.items ?? []).map((item) => {
    const guid = textOf(item.guid?.value);
    const permanent = item.guid?.isPermaLink === false ? '' : guid;
    return {
      ...{ title: textOf(item.title), guid, url: textOf(item.link) || permanent },
      lead: textOf(item.description) || textOf(item.content?.encoded),
      date: textOf(item.pubDate) || textOf(item.dc?.dates?.[0]),
      categories: namesOf(item.categories, 'name'),
    };
  });
  return { about, entries };
}

function ofAtom(feed: Of<'atom'>, source: string): Entries {
  const about = aboutOf(source, {
    ...{ title: textOf(feed.title), description: textOf(feed.subtitle) },
    ...{ language: feed.xml?.lang, categories: namesOf(feed.categories, 'term') },
  });
  const entries = (feed.entries ?? []).map((entry) => {
    const links = entry.links ?? [];
    const link = links.find(({ rel }) => rel === undefined || rel === 'alternate') ?? links[0];
    return {
      ...{ title: textOf(entry.title), guid: textOf(entry.id), url: textOf(link?.href) },
      lead: textOf(entry.summary) || textOf(entry.content),
      date: textOf(entry.published) || textOf(entry.updated),
      categories: namesOf(entry.categories, 'term'),
    };
  });
  return { about, entries };
}

function ofRdf(feed: Of<'rdf'>, source: string): Entries {
  const about = aboutOf(source, {
    ...{ title: feed.title, description: feed.description, categories: [] },
    language: textOf(feed.dc?.languages?.[0]) || undefined,
  });
  const entries = (feed.items ?? []).map((item) => ({
    ...{ title: textOf(item.title), guid: textOf(item.link), url: textOf(item.link) },
    lead: textOf(item.description) || textOf(item.content?.encoded),
    date: textOf(item.dc?.dates?.[0]),
    categories: (item.dc?.subjects ?? []).map(textOf),
  }));
  return { about, entries };
}

function ofJson(feed: Of<'json'>, source: string): Entries {
  const about = aboutOf(source, {
    ...{ title: feed.title, description: feed.description, language: feed.language },
    categories: [],
  });
  const entries = (feed.items ?? []).map((item) => ({
    ...{ title: textOf(item.title), guid: textOf(item.id), url: textOf(item.url) },
    lead: textOf(item.summary) || textOf(item.content_html) || escaped(textOf(item.content_text)),
    date: textOf(item.date_published) || textOf(item.date_modified),
    categories: (item.tags ?? []).map(textOf),
  }));
  return { about, entries };
}

function aboutOf(
  source: string,
  given: {
    readonly title: unknown;
    readonly description: unknown;
    readonly language: unknown;
    readonly categories: readonly string[];
  },
): FeedAbout {
  const language = textOf(given.language).slice(0, 2).toLowerCase();
  return {
    ...{ source, categories: given.categories },
    title: plainText(textOf(given.title).slice(0, 1000)),
    description: plainText(textOf(given.description).slice(0, 5000)),
    language: /^[a-z]{2}$/.test(language) ? language : undefined,
  };
}

/** Whatever a broken feed put there: only text is taken. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return typeof value === 'object' && value !== null && 'value' in value ? textOf(value.value) : '';
}

function namesOf(list: readonly object[] | undefined, key: string): string[] {
  return (list ?? [])
    .map((each) => textOf((each as Record<string, unknown>)[key]))
    .filter((name) => name !== '');
}

/** Plain text as HTML. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
