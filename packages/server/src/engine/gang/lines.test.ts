import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from './lines.ts';

function split(text: string, cuts: readonly number[], longest: number) {
  const splitter = new LineSplitter(longest);
  const bytes = Buffer.from(text);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const chunks = [0, ...ends].map((from, index) =>
    bytes.subarray(from, ends[index] ?? bytes.length),
  );
  const lines = [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
  return lines.map(({ bytes: line, isWhole }) => ({ text: line.toString(), isWhole }));
}

describe('LineSplitter', () => {
  it('gives a line that is too long out in pieces, none of which is whole', () => {
    expect(split('abcdefgh\nij\n', [], 3)).toEqual([
      { text: 'abc', isWhole: false },
      { text: 'def', isWhole: false },
      { text: 'gh', isWhole: false },
      { text: 'ij', isWhole: true },
    ]);
  });

  it('gives the same lines however the stream is cut', () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '{', ' ') }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(lines, fc.array(fc.nat()), (texts, cuts) => {
        const found = split(texts.map((text) => `${text}\n`).join(''), cuts, 1000);
        expect(found).toEqual(texts.map((text) => ({ text, isWhole: true })));
      }),
    );
  });

  it('holds no more than the longest line', () => {
    const splitter = new LineSplitter(10);
    const pieces = splitter.push(Buffer.alloc(1000, 'x'));
    expect(pieces.every(({ bytes }) => bytes.length <= 10)).toBe(true);
    expect(pieces.length).toBe(99);
  });
});
