import type { Citation, Item } from './item.ts';
import { copiesOf } from './story/copies.ts';
import { isDisputed } from './story/disputes.ts';
import { type CitedSentence, extractOf } from './story/extract.ts';
import { type Embed, storiesOf } from './story/group.ts';
import { independentSources } from './story/sources.ts';
import { speaksToMachines } from './text/addressed.ts';
import { type Genre, genreOf } from './text/genre.ts';
import { sentencesOf } from './text/sentences.ts';

export type Flag = 'single-source' | 'disputed' | 'opinion' | 'satire';

export interface Story {
  readonly id: string;
  /** The headline of the item that is most quoted; null if none may be. */
  readonly headline: { readonly text: string; readonly citation: Citation } | null;
  /** Day of UTC of its newest item, `2026-12-01`; null if no item has a date. */
  readonly day: string | null;
  readonly language: string;
  /** Ids of its items, the newest first. */
  readonly items: readonly string[];
  /** How many told it independently. */
  readonly domains: number;
  readonly sentences: readonly CitedSentence[];
  readonly flags: readonly Flag[];
}

export interface Digest {
  readonly items: readonly Item[];
  /** What most told independently first. */
  readonly stories: readonly Story[];
  /** Items that are quoted nowhere, and why. */
  readonly unquoted: readonly { readonly item: string; readonly why: 'speaks-to-machines' }[];
}

/** Makes stories of items. Computes only: what is embedded is asked of `embed`. */
export async function newsOf(given: readonly Item[], embed: Embed): Promise<Digest> {
  const items = firstOf(given);
  const genres = new Map(items.map((item) => [item, genreOf(item)]));
  const copies = new Map(copiesOf(items).map((group, at) => [items[at]!, group]));
  const serious = items.filter((item) => genres.get(item) !== 'satire');
  const told = (await storiesOf(serious, embed)).map((group) => group.map((at) => serious[at]!));
  const jokes = jokesOf(
    items.filter((item) => genres.get(item) === 'satire'),
    copies,
  );
  const memberships = new Map<Item, number>();
  for (const item of told.flat()) memberships.set(item, (memberships.get(item) ?? 0) + 1);
  const known = { genres, copies, isRoundup: (item: Item) => (memberships.get(item) ?? 0) > 1 };
  const stories = [...told, ...jokes].map((group) => storyOf(group, known)).sort(byWeight);
  const unquoted = items
    .filter(({ text }) => speaksToMachines(text))
    .map(({ id }) => ({ item: id, why: 'speaks-to-machines' as const }));
  return { items, stories, unquoted };
}

/** One item of each address, the first: no later feed puts other words into an article that is known. */
function firstOf(given: readonly Item[]): Item[] {
  const known = new Map<string, Item>();
  for (const item of given) if (!known.has(item.id)) known.set(item.id, item);
  return [...known.values()];
}

interface Known {
  readonly genres: ReadonlyMap<Item, Genre>;
  readonly copies: ReadonlyMap<Item, number>;
  readonly isRoundup: (item: Item) => boolean;
}

/** A joke joins no story: only copies of one joke belong together. */
function jokesOf(jokes: readonly Item[], copies: ReadonlyMap<Item, number>): Item[][] {
  const groups = new Map<number, Item[]>();
  for (const joke of jokes) {
    const copy = copies.get(joke)!;
    groups.set(copy, [...(groups.get(copy) ?? []), joke]);
  }
  return [...groups.values()];
}

function storyOf(group: readonly Item[], known: Known): Story {
  const items = [...group].sort((a, b) => (b.published ?? 0) - (a.published ?? 0));
  const sources = independentSources(
    items,
    items.map((item) => known.copies.get(item)!),
  );
  const own = items.filter((item) => !known.isRoundup(item));
  const sentences = extractOf(sources, known.isRoundup);
  const newest = items[0]!.published;
  return {
    id: items.map(({ id }) => id).sort()[0]!,
    headline: headlineOf(items, sentences),
    day: newest === undefined ? null : new Date(newest).toISOString().slice(0, 10),
    language: items[0]!.language,
    items: items.map(({ id }) => id),
    domains: sources.length,
    sentences,
    flags: flagsOf(own.length > 0 ? own : items, sources.length, known),
  };
}

/** @param items without roundups: what they say of other stories contradicts nothing here */
function flagsOf(items: readonly Item[], sources: number, { genres }: Known): Flag[] {
  const genresHere = items.map((item) => genres.get(item));
  const flags: Flag[] = [];
  if (sources < 2) flags.push('single-source');
  if (isDisputed(items)) flags.push('disputed');
  if (genresHere.includes('opinion')) flags.push('opinion');
  if (genresHere.every((genre) => genre === 'satire')) flags.push('satire');
  return flags;
}

function headlineOf(
  items: readonly Item[],
  sentences: readonly CitedSentence[],
): Story['headline'] {
  const quoted = sentences[0]?.citations[0]?.item;
  const item = items.find(({ id }) => id === quoted);
  const title = item && sentencesOf(item.text.slice(0, item.titleLength), item.language);
  const end = title?.at(-1)?.end;
  if (!item || end === undefined) return null;
  return { text: item.text.slice(0, end), citation: { item: item.id, start: 0, end } };
}

function byWeight(a: Story, b: Story): number {
  if (a.domains !== b.domains) return b.domains - a.domains;
  if (a.items.length !== b.items.length) return b.items.length - a.items.length;
  return (b.day ?? '').localeCompare(a.day ?? '') || a.id.localeCompare(b.id);
}
