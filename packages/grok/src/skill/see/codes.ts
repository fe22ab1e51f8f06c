/** First words of codes for what paths begin with. */
const HEADS: Readonly<Record<string, string>> = { training: '', factory: 'Given' };

/**
 * A pattern as one word, which a tokenizer does not cut at dots: `training.Run.memory.total` is `RunMemoryTotal`, and
 * `factory.site.pue` `GivenSitePue`.
 */
export function codeOf(pattern: string): string {
  return pattern
    .split('.')
    .map((part) => HEADS[part] ?? part)
    .join('-')
    .replace(/(?:^|[-_]+)([a-zA-Z]|$)/g, (_, letter: string) => letter.toUpperCase());
}

/** The code of a place that an edit fills: `SetFleetGpus`. */
export function placeCode(pattern: string): string {
  return `Set${codeOf(pattern)}`;
}
