import { describe, expect, it } from 'vitest';
import { inMarkdown, inPieces } from './words.ts';

describe('inPieces', () => {
  it('loses nothing, and parts between words where there are any', () => {
    for (const text of ['', 'a', 'x'.repeat(200), `${'word '.repeat(60)}end`, ' '.repeat(99)]) {
      expect(inPieces(text).join('')).toBe(text);
    }
    expect(inPieces('word '.repeat(20)).every((piece) => piece.endsWith(' '))).toBe(true);
  });
});

describe('inMarkdown', () => {
  it('leaves nothing that Markdown would take for itself', () => {
    expect(inMarkdown('it * pue_1, <b>, [x](y), $6B & `z` #1')).toBe(
      'it \\* pue\\_1, \\<b\\>, \\[x\\](y), \\$6B \\& \\`z\\` \\#1',
    );
  });
});
