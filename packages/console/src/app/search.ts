import { type Wanted, wordsOf } from './words.ts';

/** A target of the palette. */
export interface Target {
  readonly key: string;
  readonly title: string;
  /** Also searched, and shown small: a path, or what a page shows. */
  readonly detail: string;
  /** What else it is found by. */
  readonly words?: readonly string[];
  /** How much it is looked for, compared with others that match as well: from 0. */
  readonly rank?: number;
}

/**
 * The targets that contain every word of the query, or another word for it, best first: words at the start of the title
 * count more than words inside it, and those more than words in the detail or synonyms; of equal ones those that are
 * looked for more come first, then short titles.
 */
export function searchTargets<T extends Target>(
  targets: readonly T[],
  query: string,
  most: number,
): T[] {
  const words = wordsOf(query);
  if (words.length === 0) return targets.slice(0, most);
  return targets
    .map((target, order) => ({ target, order, score: scoreOf(target, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .slice(0, most)
    .map(({ target }) => target);
}

function scoreOf(target: Target, wanted: readonly Wanted[]): number {
  const title = target.title.toLowerCase();
  const rest = [target.detail, ...(target.words ?? [])].join(' ').toLowerCase();
  let score = (target.rank ?? 0) + 1 / (1 + title.length);
  for (const { spellings, synonyms } of wanted) {
    const own = best(spellings, title, rest);
    const other = best(synonyms, title, rest) / 2;
    if (own === 0 && other === 0) return 0;
    score += Math.max(own, other);
  }
  return score;
}

function best(words: readonly string[], title: string, rest: string): number {
  return words.reduce((most, word) => Math.max(most, matchOf(word, title, rest)), 0);
}

function matchOf(word: string, title: string, rest: string): number {
  if (title.startsWith(word)) return 4;
  if (title.includes(` ${word}`)) return 3;
  if (title.includes(word)) return 2;
  return rest.includes(word) ? 1 : 0;
}
