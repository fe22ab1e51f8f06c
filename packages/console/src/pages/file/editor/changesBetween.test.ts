import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween, type TextChange } from './changesBetween.ts';

function applied(text: string, changes: readonly TextChange[]): string {
  return [...changes]
    .reverse()
    .reduce((all, { from, to, insert }) => all.slice(0, from) + insert + all.slice(to), text);
}

describe('changesBetween', () => {
  it('changes what differs and nothing between', () => {
    const before = 'a: 1\nb: 2\nc: 3\n';
    expect(changesBetween(before, before)).toEqual([]);
    expect(changesBetween(before, 'a: 10\nb: 2\nc: 4\n')).toEqual([
      { from: 4, to: 4, insert: '0' },
      { from: 13, to: 14, insert: '4' },
    ]);
    expect(changesBetween(before, 'a: 1\nc: 3\n')).toHaveLength(1);
  });

  it('makes the one text of the other, whatever they are', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '\n', '\r\n', 'é'))
      .map((each) => each.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applied(before, changesBetween(before, after))).toBe(after);
      }),
    );
  });
});
