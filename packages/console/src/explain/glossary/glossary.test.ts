import { describe, expect, it } from 'vitest';
import { loadGlossary, piecesOf, readGlossary } from './glossary.ts';

const glossary = await loadGlossary();

describe('readGlossary', () => {
  it('reads nothing from what is no table', () => {
    expect(
      readGlossary('# Glossary\n\nMFU | is much\n| Word | Meaning |\n| --- | --- |\n').size,
    ).toBe(0);
  });

  it('knows the short words of the pages from the docs', () => {
    const words = [
      'TP',
      'PP',
      'VP',
      'DP',
      'CP',
      'EP',
      'ETP',
      'MB',
      'MFU',
      'HFU',
      'ETTR',
      'PUE',
      'MTTF',
      'CapEx',
    ];
    expect(words.filter((word) => !glossary.has(word))).toEqual([]);
    expect(glossary.get('lemon node')).toBe(glossary.get('straggler'));
    expect([...glossary.values()].some((meaning) => /[`\]]/.test(meaning))).toBe(false);
  });
});

describe('piecesOf', () => {
  it('leaves alone what it does not know', () => {
    expect(piecesOf('', glossary)).toEqual([]);
    expect(piecesOf('NVIDIA A100 ok', glossary)).toEqual([{ text: 'NVIDIA A100 ok' }]);
  });

  it('explains a head, and each part of a strategy', () => {
    expect(piecesOf('Goodput', glossary)[0]?.meaning).toMatch(/^Goodput: Useful training time/);
    const pieces = piecesOf('TP4 PP8, zero1', glossary);
    expect(pieces.map(({ text }) => text).join('')).toBe('TP4 PP8, zero1');
    expect(pieces[0]).toMatchObject({ text: 'TP4', meaning: expect.stringMatching(/^TP: Tensor/) });
    expect(pieces.at(-1)).toEqual({ text: ', zero1' });
  });
});
