import { describe, expect, it } from 'vitest';
import type { Notes } from '../../api/types.ts';
import { sourcesOf } from './sources.ts';

function note(id: string, ...titles: string[]): Notes[string] {
  const sources = titles.map((title) => ({ title, url: `https://example.org/${title}` }));
  return { id, label: id, value: 1, unit: '1', kind: 'paper', sources };
}

describe('sourcesOf', () => {
  it('finds none where nothing is cited', () => {
    expect(sourcesOf({})).toEqual([]);
    expect(sourcesOf({ a: { id: 'a', label: 'a', value: 1, unit: '1', kind: 'given' } })).toEqual(
      [],
    );
  });

  it('lists each source once with all that comes from it, the most cited first', () => {
    const found = sourcesOf({ a: note('a', 'Once'), b: note('b', 'Often'), c: note('c', 'Often') });
    expect(found.map(({ title }) => title)).toEqual(['Often', 'Once']);
    expect(found[0]?.values.map(({ note }) => note.id)).toEqual(['b', 'c']);
  });
});
