import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_MERGE, learnMerges, readTokenizer, Tokenizer } from './index.ts';

const TEXT = 'the cat sat on the mat; the cat ate the rat. Möwen fliegen über die Ähren, 42 mal.\n';
const learned = new Tokenizer(learnMerges([TEXT, TEXT], 300));

describe('byte-pair encoding', () => {
  it('refuses a file that is no tokenizer or whose merges and tokens disagree', () => {
    expect(() => readTokenizer('{}')).toThrow('has no model');
    expect(() => readTokenizer('{"model":{"vocab":{"a":"b"},"merges":[]}}')).toThrow('vocabulary');
    const withFirstMerge = (line: string): string => {
      const file = JSON.parse(learned.toFile());
      file.model.merges[0] = line;
      return JSON.stringify(file);
    };
    expect(() => readTokenizer(withFirstMerge('x y'))).toThrow(/token \d+ is not the one/);
    expect(() => readTokenizer(withFirstMerge('t'))).toThrow('no pair of known tokens');
    expect(() => readTokenizer(withFirstMerge('the e'))).toThrow('comes later');
  });

  it('decodes to the same text, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(learned.decodeText(learned.encode(text))).toBe(text);
      }),
    );
  });

  it('has a token for each byte, so that any bytes can be written and read', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const tokens = Array.from(bytes, (byte) => 1 + byte);
        expect(learned.decode(tokens)).toEqual(bytes);
      }),
    );
    expect(() => learned.bytesOf(learned.size)).toThrow(RangeError);
  });

  it('learns the most frequent pairs first, and stops when nothing appears twice', () => {
    const tokenizer = new Tokenizer(learnMerges(['aaab aaab xyz'], 1000));
    expect(tokenizer.size).toBeLessThan(FIRST_MERGE + 6);
    expect(tokenizer.bytesOf(FIRST_MERGE)).toEqual(new TextEncoder().encode('aa'));
    expect(tokenizer.encode('aaab')).toHaveLength(1);
  });

  it('makes text shorter, and no token crosses the border of a word', () => {
    expect(learned.encode(TEXT).length).toBeLessThan(TEXT.length * 0.7);
    const spaces = Array.from({ length: learned.size }, (_, token) => learned.decodeText([token]));
    expect(spaces.filter((text) => /\S\s\S/.test(text))).toEqual([]);
  });

  it('comes back from its file as it was', () => {
    const again = readTokenizer(learned.toFile());
    expect(again.merges).toEqual(learned.merges);
    expect(again.toFile()).toBe(learned.toFile());
  });
});
