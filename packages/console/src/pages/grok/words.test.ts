import { describe, expect, it } from 'vitest';
import { markedParts } from './words.ts';

const found = (text: string, words: string): string[] =>
  markedParts(text, words).flatMap(({ part, isFound }) => (isFound ? [part] : []));

describe('words that were searched for', () => {
  it('are found at the beginnings of words, in any case, and are never a pattern', () => {
    expect(found('What does the Network draw?', 'net draw')).toEqual(['Net', 'draw']);
    expect(found('internet', 'net')).toEqual([]);
    expect(found('a.b (c)', '.* ( [')).toEqual([]);
    expect(found('Größe', 'grö')).toEqual(['Grö']);
    expect(found('anything', '')).toEqual([]);
  });

  it('leave the text as it is', () => {
    const text = 'what if we had 50,000 GPUs?';
    const parts = markedParts(text, 'we gpus');
    expect(parts.map(({ part }) => part).join('')).toBe(text);
  });
});
