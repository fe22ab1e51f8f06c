import type { Digest, FeedReport, Story } from '@gigafactory/grok/news';
import type { Paint } from '../text/paint.ts';

/** Stories that are written out for people; all of them are in the JSON. */
const MOST = 20;

export function showNews(
  { stories, items, unquoted }: Digest,
  feeds: readonly FeedReport[],
  paint: Paint,
): string[] {
  const names = new Map(items.map((item) => [item.id, item.url ?? item.publisher]));
  const rest = stories.length - MOST;
  return [
    ...stories.slice(0, MOST).flatMap((story) => [...showStory(story, names, paint), '']),
    ...(rest > 0 ? [`${rest} more stories are in the output of --json.`] : []),
    ...(unquoted.length > 0
      ? [`${unquoted.length} items speak to machines, and are quoted nowhere.`]
      : []),
    `${counted(items.length, 'item')} of ${counted(feeds.length, 'feed')}; stories: ${stories.length}.`,
    ...feeds.flatMap(({ source, problem, movedTo }) => [
      ...(problem ? [`${source}: ${problem.message}`] : []),
      ...(movedTo === undefined ? [] : [`${source}: has moved to ${movedTo} for good.`]),
    ]),
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function showStory(
  { headline, day, domains, items, sentences, flags }: Story,
  names: ReadonlyMap<string, string>,
  paint: Paint,
): string[] {
  const title = headline?.text ?? 'A story that is not quoted';
  const counts = `${counted(domains, 'source')}, ${counted(items.length, 'item')}`;
  return [
    paint('bold', title),
    paint('dim', [day ?? 'no date', counts, ...flags].join(' · ')),
    ...sentences.flatMap(({ text, citations }) => [
      `  ${text}`,
      ...citations.map(({ item, start, end }) =>
        paint('dim', `    ${names.get(item) ?? item} [${start}-${end}]`),
      ),
    ]),
  ];
}
