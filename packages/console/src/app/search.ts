/** A target of the palette. */
export interface Target {
  readonly key: string;
  readonly title: string;
  /** Also searched, and shown small: a path, or what a page shows. */
  readonly detail: string;
}

/**
 * The targets that contain every word of the query, best first: words at the start of the title count more
 * than words inside it, and those more than words in the detail; short titles come first.
 */
export function searchTargets<T extends Target>(
  targets: readonly T[],
  query: string,
  most: number,
): T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return targets.slice(0, most);
  return targets
    .map((target, order) => ({ target, order, score: scoreOf(target, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .slice(0, most)
    .map(({ target }) => target);
}

function scoreOf(target: Target, words: readonly string[]): number {
  const title = target.title.toLowerCase();
  const detail = target.detail.toLowerCase();
  let score = 1 / (1 + title.length);
  for (const word of words) {
    if (title.startsWith(word)) score += 4;
    else if (title.includes(` ${word}`)) score += 3;
    else if (title.includes(word)) score += 2;
    else if (detail.includes(word)) score += 1;
    else return 0;
  }
  return score;
}
