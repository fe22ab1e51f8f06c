import { describe, expect, it } from 'vitest';
import { codedParts, withoutMarks } from './codedParts.ts';

describe('codedParts', () => {
  it('tells code from words', () => {
    expect(codedParts('A path, or `twin.RUN.FIGURE` of `a` run')).toEqual([
      { text: 'A path, or ', isCode: false },
      { text: 'twin.RUN.FIGURE', isCode: true },
      { text: ' of ', isCode: false },
      { text: 'a', isCode: true },
      { text: ' run', isCode: false },
    ]);
  });

  it('leaves alone what is not closed, or holds nothing', () => {
    expect(codedParts('')).toEqual([]);
    expect(codedParts('a ` b')).toEqual([{ text: 'a ` b', isCode: false }]);
    expect(codedParts('a `` b')).toEqual([{ text: 'a `` b', isCode: false }]);
  });
});

it('withoutMarks says the same in plain words', () => {
  expect(withoutMarks('or `twin.RUN.FIGURE`')).toBe('or twin.RUN.FIGURE');
});
