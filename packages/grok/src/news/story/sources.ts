import type { Item } from '../item.ts';

const AGENCIES =
  /\b(Reuters|AFP|dpa|APA|Associated Press|Bloomberg|ANSA|EFE|Xinhua|PR ?Newswire|Business ?Wire|Globe ?Newswire|PA Media|SID|Europa Press)\b/;
/** At the beginning or end of a lead, as agencies are credited: `MEMPHIS (Reuters) -`. */
const CREDIT = new RegExp(
  `^.{0,60}[(/]\\s?(?:${AGENCIES.source})\\s?[)/]|^(?:${AGENCIES.source})\\s?[-–—:/]|[(/]\\s?(?:${AGENCIES.source})\\s?[)/]\\.?\\s*$`,
  'm',
);

/**
 * How many told it independently: one house counts once, whatever its sites; copies of one text count once, in however many papers; what
 * is credited to one agency counts once.
 * @param copies for each item the group of its copies
 */
export function independentSources(
  items: readonly Item[],
  copies: readonly number[],
): readonly (readonly Item[])[] {
  const groups: { items: Item[]; keys: Set<string> }[] = [];
  for (const [at, item] of items.entries()) {
    const credit = AGENCIES.exec(
      CREDIT.exec(item.text.slice(item.titleLength).trim())?.[0] ?? '',
    )?.[0];
    const keys = [
      `house ${item.publisher}`,
      `copy ${copies[at]!}`,
      ...(credit === undefined ? [] : [`agency ${credit}`]),
    ];
    const own = groups.filter((group) => keys.some((key) => group.keys.has(key)));
    const [first] = own;
    if (!first) {
      groups.push({ items: [item], keys: new Set(keys) });
      continue;
    }
    first.items.push(item);
    for (const key of keys) first.keys.add(key);
    for (const other of own.slice(1)) {
      first.items.push(...other.items);
      for (const key of other.keys) first.keys.add(key);
      groups.splice(groups.indexOf(other), 1);
    }
  }
  return groups.map((group) => group.items);
}
