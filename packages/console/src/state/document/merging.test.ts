import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeTexts } from './merging.ts';

const BASE = 'a\nb\nc\nd\ne\nf\ng\n';

describe('mergeTexts', () => {
  it('does not choose where both changed the same lines', () => {
    expect(
      mergeTexts(BASE, BASE.replace('c', 'mine'), BASE.replace('c', 'theirs')),
    ).toBeUndefined();
    expect(mergeTexts(BASE, '', BASE.replace('c', 'theirs'))).toBeUndefined();
    expect(mergeTexts('', 'mine', 'theirs')).toBeUndefined();
  });

  it('takes what each changed', () => {
    const mine = BASE.replace('b\n', 'B\n');
    const theirs = BASE.replace('f\n', '').replace('a\n', 'a\n');
    expect(mergeTexts(BASE, mine, theirs)).toBe('a\nB\nc\nd\ne\ng\n');
    expect(mergeTexts(BASE, `new\n${BASE}`, `${BASE}end`)).toBe(`new\n${BASE}end`);
  });

  it('takes once what both changed alike', () => {
    const both = BASE.replace('c', 'C');
    expect(mergeTexts(BASE, both, both)).toBe(both);
    expect(mergeTexts(BASE, both, both.replace('g', 'G'))).toBe(both.replace('g', 'G'));
  });

  it('takes the one that changed if the other did not, and is the same from both sides', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '\n'), { maxLength: 30 });
    const texts = fc.tuple(text, text, text).map((all) => all.map((each) => each.join('')));
    fc.assert(
      fc.property(texts, ([base = '', mine = '', theirs = '']) => {
        expect(mergeTexts(base, base, theirs)).toBe(theirs);
        expect(mergeTexts(base, mine, base)).toBe(mine);
        expect(mergeTexts(base, mine, theirs)).toBe(mergeTexts(base, theirs, mine));
      }),
    );
  });
});
