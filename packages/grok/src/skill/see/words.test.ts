import { createStream } from '@gigafactory/core/base';
import { describe, expect, it } from 'vitest';
import { LEXICON } from '../book/lexicon.ts';
import { FIGURES } from '../book/read.ts';
import { catalogueNames } from '../file/view-of.ts';
import { Finder, figureFinder } from './finder.ts';
import { Linker } from './link.ts';
import { findNumbers } from './numbers.ts';
import { see } from './see.ts';
import type { View } from './view.ts';
import { Lexicon, stemOf, wordsOf } from './words.ts';

function viewWith(runs: readonly string[], services: readonly string[] = []): View {
  const named = runs.map((name) => ({ name, model: `${name}-model` }));
  return {
    runs: named,
    models: named.map(({ model }) => model),
    tasks: ['cooling', 'dry-coolers'],
    services,
    references: [],
    labels: new Map(),
  };
}

function mentionsOf(text: string, view: View): string[] {
  return new Linker(view, catalogueNames(), LEXICON)
    .find(text)
    .map(({ kind, name }) => `${kind} ${name}`);
}

describe('a lexicon', () => {
  const lexicon = new Lexicon(['network', 'power', 'switch', 'spare'], ['pour']);

  it('knows no empty, foreign, huge or hostile word', () => {
    for (const word of ['', '東京', 'x'.repeat(10_000), '__proto__', 'constructor', '<script>'])
      expect(lexicon.read(word)).toBe('~');
  });

  it('mends one slip and other forms, but no word that is right as it is', () => {
    expect(['netwrok', 'networ', 'nettwork', 'spares'].map((word) => lexicon.read(word))).toEqual([
      'network',
      'network',
      'network',
      'spare',
    ]);
    expect(lexicon.read('pour')).toBe('~');
    // A word that is no word of the book is not what does it, either.
    expect(new Lexicon(['blower'], ['blow']).read('blow')).toBe('~');
    expect(new Lexicon(['blowers'], ['blow']).read('blow')).toBe('~');
  });
});

describe('a linker', () => {
  it('finds a run by a name that is a word of the trade, unless everybody says it', () => {
    expect(mentionsOf('a simulated week of pretrain', viewWith(['pretrain', 'finetune']))).toEqual([
      'run pretrain',
    ]);
    expect(mentionsOf('how much power does it take', viewWith(['power']))).toEqual([]);
    expect(mentionsOf('how long is the run power', viewWith(['power']))).toEqual(['run power']);
  });

  it('finds names however they are written, and the longest first', () => {
    const view = viewWith(['skylark-base', 'skylark'], ['concierge']);
    for (const text of ['Skylark Base', 'skylark_base', 'SKYLARK-BASE', 'skylarkbase'])
      expect(mentionsOf(`when is ${text} done?`, view), text).toEqual(['run skylark-base']);
    expect(mentionsOf("skylark's end", view)).toEqual(['run skylark']);
    expect(mentionsOf('GPUs of the concierge', view)).toEqual(['service concierge']);
    expect(mentionsOf('when are the dry coolers there', view)).toEqual(['task dry-coolers']);
  });

  it('finds a run by a part of its name beside a word for a run, and else leaves the word', () => {
    const view = viewWith(['llama3-405b', 'long-context-7b']);
    expect(mentionsOf('what is the price tag of the llama run', view)).toEqual(['run llama3-405b']);
    expect(mentionsOf('when does the context run end', view)).toEqual(['run long-context-7b']);
    expect(mentionsOf('how long a context does it see', view)).toEqual([]);
    expect(mentionsOf('the llama run', viewWith(['llama3-405b', 'llama3-8b']))).toEqual([]);
  });

  it('finds a task by a common word where something slips', () => {
    const view = viewWith(['a-run']);
    expect(mentionsOf('the cooling slips to a year', view)).toEqual(['task cooling']);
    expect(mentionsOf('how much power goes into cooling', view)).toEqual([]);
  });

  it('finds GPUs as people call them', () => {
    expect(mentionsOf('swap the H100s for b200', viewWith(['a-run']))).toEqual([
      'gpu h100-sxm',
      'gpu b200-sxm',
    ]);
  });
});

describe('numbers', () => {
  it.each([
    ['10 simulated days', 'time 10 d'],
    ['cut the network in two', ''],
    ['in two weeks', 'time 2 weeks'],
    ['GPUs up 20%', 'scale 1.2'],
    ['knock 10% off the price', 'scale 0.9'],
    ['a third more of them', 'scale 1.33333333333'],
    ['half again as many', 'scale 1.5'],
    ['multiply the batch by three', 'scale 3'],
    ['batch x4', 'scale 4'],
    ['we lose 1,000 GPUs', 'add -1000'],
    ['lose 5% in the heat', 'percent 5%'],
    ['1h30m', 'time 90 min'],
    ['three-quarters of an hour', 'time 45 min'],
    ['start in Q3 2027', 'date 2027-07-01'],
    ['with 2028 GPUs', 'count 2028'],
    ['a 32Ki context', 'count 32768'],
    ['a week in the twin', 'time 1 weeks'],
    ['how many failures a day', ''],
  ])('of "%s"', (text, expected) => {
    expect(
      findNumbers(text)
        .map(({ kind, text: said }) => `${kind} ${said}`)
        .join(),
    ).toBe(expected);
  });

  it('takes no unit out of a name', () => {
    const view = viewWith(['a-run']);
    const linker = new Linker(view, catalogueNames(), LEXICON);
    const seen = see('32,768 GB200', { lexicon: LEXICON, linker, figures: figureFinder(view) });
    expect(seen.words).toEqual(['Acount', 'Ga']);
  });

  it('never overlap, whatever the text is', () => {
    const stream = createStream(11);
    const parts = '5 10% k GB200 a third of more x2 $ cents/kWh an hour 2027 in Q3 half ten'.split(
      ' ',
    );
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: 8 }, () => parts[stream.integer(parts.length)]).join(' ');
      const found = findNumbers(text);
      for (const [index, { end }] of found.entries())
        expect(found[index + 1]?.start ?? text.length, text).toBeGreaterThanOrEqual(end);
    }
  });
});

describe('a finder', () => {
  const phrases = FIGURES.slice(0, 40).flatMap(({ pattern, names }) =>
    names.map((name) => ({ pattern, stems: [...new Set(wordsOf(name).map(stemOf))] })),
  );
  const finder = new Finder(phrases);

  it('finds nothing for no words, and for words that no phrase has', () => {
    expect(finder.find([], 4)).toEqual([]);
    expect(finder.find(['zeugma', ''], 4)).toEqual([]);
  });

  it('finds each phrase by its own words, best first, the same at each search', () => {
    for (const { names, pattern } of FIGURES.slice(0, 40)) {
      const found = finder.find(wordsOf(names[0]!), 40);
      expect(
        found.map(({ pattern: one }) => one),
        names[0],
      ).toContain(pattern);
      const likenesses = found.map(({ likeness }) => likeness);
      expect(likenesses).toEqual(likenesses.toSorted((a, b) => b - a));
      expect(Math.max(...likenesses)).toBeLessThanOrEqual(1 + 1e-12);
      expect(finder.find(wordsOf(names[0]!), 40)).toEqual(found);
    }
  });

  it('finds no phrase that is hidden', () => {
    expect(finder.find(wordsOf('how many racks'), 4, () => true)).toEqual([]);
  });
});
