import type { Note, Notes } from '../../api/types.ts';

/** A source of the plan's figures. */
export interface CitedSource {
  readonly title: string;
  readonly url?: string;
  /** The values taken from it, each with the page or table that has it. */
  readonly values: readonly { readonly note: Note; readonly locator?: string }[];
}

/** The sources behind a plan, the most cited first. */
export function sourcesOf(notes: Notes): readonly CitedSource[] {
  const found = new Map<
    string,
    { title: string; url?: string; values: CitedSource['values'][number][] }
  >();
  for (const note of Object.values(notes)) {
    for (const { title, url, locator } of note.sources ?? []) {
      const key = `${title} ${url ?? ''}`;
      const source = found.get(key) ?? { title, ...(url ? { url } : {}), values: [] };
      source.values.push({ note, ...(locator ? { locator } : {}) });
      found.set(key, source);
    }
  }
  return [...found.values()].sort((a, b) => b.values.length - a.values.length);
}
