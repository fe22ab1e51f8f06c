import { describe, expect, it } from 'vitest';
import { ASKED_ELSE } from './asked-else.ts';
import { ASKED_RUN } from './asked-run.ts';
import { ASKED_SITE } from './asked-site.ts';
import { FIGURES, PLACE_ENTRIES } from './read.ts';
import {
  ABSENT,
  CHAT,
  FIGURE_ASKS,
  LIVE,
  NEAR,
  ORDERS,
  PHRASES,
  STRANGE,
  TRADE,
} from './tables.ts';
import { VOICES_RUN } from './voices-run.ts';
import { VOICES_SITE } from './voices-site.ts';
import { VOICES_WISHED } from './voices-wished.ts';
import { WISHED } from './wished.ts';

const ASKED = [ASKED_SITE, ASKED_RUN, ASKED_ELSE, VOICES_SITE, VOICES_RUN];
const ALL_WISHED = [WISHED, VOICES_WISHED];

const keysOf = (table: string): string[] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|')[0]!.trim());

describe('the book', () => {
  it('has no row that nothing reads', () => {
    const figures = new Set(FIGURES.map(({ pattern }) => pattern));
    const places = new Set(PLACE_ENTRIES.map(({ pattern }) => pattern));
    expect(ASKED.flatMap(keysOf).filter((key) => !figures.has(key))).toEqual([]);
    expect(ALL_WISHED.flatMap(keysOf).filter((key) => !places.has(key))).toEqual([]);
  });

  it('has three cells in each row of its tables', () => {
    const lines = [...ASKED, ...ALL_WISHED].flatMap((table) => table.trim().split('\n'));
    expect(lines.filter((line) => line.split('|').length !== 3)).toEqual([]);
  });

  it('names each figure and place in several ways, each way once', () => {
    for (const { pattern, names, questions } of FIGURES) {
      expect(names.length, pattern).toBeGreaterThanOrEqual(3);
      expect(new Set(names).size, pattern).toBe(names.length);
      expect(new Set(questions).size, pattern).toBe(questions.length);
    }
    for (const { pattern, names } of PLACE_ENTRIES)
      expect(names.length, pattern).toBeGreaterThanOrEqual(2);
  });

  it('wishes for a value or a word, never for nothing', () => {
    for (const { pattern, kinds, wishes, words } of PLACE_ENTRIES) {
      expect(
        wishes.filter((wish) => !wish.includes('{v}')),
        pattern,
      ).toEqual([]);
      const isWord = kinds.includes('word');
      expect(Object.keys(words).length > 0, pattern).toBe(isWord);
      for (const [word, said] of Object.entries(words))
        expect(word !== '' && said.every((wish) => wish !== ''), pattern).toBe(true);
    }
  });

  it('asks only with slots that are filled', () => {
    const slots = new Set(
      [...PHRASES, ...STRANGE.flat(), ...Object.values(FIGURE_ASKS).flat()].flatMap(
        (phrase) => phrase.match(/\{\w+\}/g) ?? [],
      ),
    );
    const known = 'a b c d e f g g2 k m n n2 o p q r s t v w x y'.split(' ').map((it) => `{${it}}`);
    expect([...slots].filter((slot) => !known.includes(slot))).toEqual([]);
  });

  it('refuses nothing that it answers', () => {
    const plain = (phrase: string): string => phrase.toLowerCase().replace(/[^a-z{} ]/g, '');
    const answered = new Set(
      FIGURES.flatMap(({ names, questions }) => [...names, ...questions]).map(plain),
    );
    const refused = [ORDERS, LIVE, ABSENT, CHAT, TRADE, ...STRANGE].flat();
    expect(refused.filter((phrase) => answered.has(plain(phrase)))).toEqual([]);
    const asked = new Set(Object.values(FIGURE_ASKS).flat().map(plain));
    expect(NEAR.filter((frame) => asked.has(plain(frame.replace('{y}', '{f}'))))).toEqual([]);
  });
});
