import { describe, expect, it } from 'vitest';
import { readFeed } from '../feed/read-feed.ts';
import { genreOf } from './genre.ts';

interface Given {
  readonly feed?: string;
  readonly about?: string;
  readonly url?: string;
  readonly title: string;
  readonly lead?: string;
  readonly tags?: readonly string[];
}

function genre({ feed = 'Daily', about = 'News', url = 'https://a.example/1', ...item }: Given) {
  const { title, lead = 'The council met on Monday.', tags = [] } = item;
  const version = 'https://jsonfeed.org/version/1.1';
  const items = [{ id: url, url, title, content_html: lead, tags }];
  const text = JSON.stringify({ version, title: feed, description: about, items });
  const read = readFeed({ source: 'a', text, now: 0 });
  if (!read.ok) throw new Error(read.problems[0]?.message);
  return genreOf(read.value.items[0]!);
}

describe('genreOf', () => {
  it.each<[string, Given]>([
    ['satire', { title: 'Bridge opens', feed: 'The Weekly Satire' }],
    ['satire', { title: 'Bridge opens', about: 'Made-up news since 1988' }],
    ['satire', { title: 'Bridge opens', url: 'https://www.theonion.com/1' }],
    ['satire', { title: 'Brücke offen', url: 'https://www.der-postillon.com/1' }],
    ['satire', { title: 'Bridge opens', url: 'https://a.example/humour/1' }],
    ['satire', { title: 'Bridge opens', tags: ['Parody'] }],
    ['satire', { title: 'Area man opens bridge' }],
    ['opinion', { title: 'Opinion: bridges divide us' }],
    ['opinion', { title: 'Bridges divide us', tags: ['Leitartikel'] }],
    ['opinion', { title: 'Bridges', url: 'https://a.example/commentisfree/1' }],
    ['opinion', { title: 'Ponts', feed: 'Tribunes' }],
    ['opinion', { title: 'The council is wrong about the bridge' }],
    [
      'opinion',
      { title: 'A bridge', lead: 'I walk over it each day, and I think we must keep it.' },
    ],
    ['news', { title: 'Local man arrested on bridge' }],
    [
      'news',
      { title: 'Satirist dies at 80', lead: 'The comedian was known for jokes about bridges.' },
    ],
    ['news', { title: 'Bridge opens', about: 'Politics, culture and humour from Graz' }],
    ['news', { title: 'Council should resign over bridge, mayor says' }],
    ['news', { title: 'Minister: "I think we must build it, and I will"' }],
    ['news', { title: 'How much water data centers need' }],
  ])('is %s for %j', (wanted, given) => {
    expect(genre(given)).toBe(wanted);
  });
});
