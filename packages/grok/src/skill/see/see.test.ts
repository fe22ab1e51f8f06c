import { describe, expect, it } from 'vitest';
import { LEXICON } from '../book/lexicon.ts';
import { catalogueNames } from '../file/view-of.ts';
import { codeOf } from './codes.ts';
import { figureFinder } from './finder.ts';
import { Linker } from './link.ts';
import { findNumbers } from './numbers.ts';
import { MOST_WORDS, promptOf, see } from './see.ts';
import { patternOf, type View } from './view.ts';

const VIEW: View = {
  runs: [{ name: 'heron-70b', model: 'heron' }],
  models: ['heron'],
  tasks: ['pump-house'],
  services: [],
  references: [],
  labels: new Map([['training.heron-70b.duration', 'Duration with interruptions']]),
};
const eyes = {
  lexicon: LEXICON,
  linker: new Linker(VIEW, catalogueNames(), LEXICON),
  figures: figureFinder(VIEW),
};

describe('numbers of a question', () => {
  it.each([
    ['nothing here', []],
    ['with 50,000 GPUs', [['count', '50000']]],
    ['fifty thousand of them', [['count', '50000']]],
    ['two hundred thousand', [['count', '200000']]],
    ['at 4 cents a kilowatt-hour', [['price', '0.04 USD/kWh']]],
    ['ramps of 10 megawatts per minute', [['ramp', '10 MW/min']]],
    ['within three minutes', [['time', '3 min']]],
    ['on 20 trillion tokens', [['tokens', '20000000000000']]],
    ['the 3rd of March 2027', [['date', '2027-03-03']]],
    ['20% fewer', [['scale', '0.8']]],
    ['double it', [['scale', '2']]],
    ['5,000 more GPUs', [['add', '5000']]],
    ['six and a half million dollars', [['money', '6500000 USD']]],
  ])('finds those of "%s"', (text, expected) => {
    expect(findNumbers(text).map(({ kind, text: written }) => [kind, written])).toEqual(expected);
  });
});

describe('what the model is shown', () => {
  it('is the same for any name of a run and any number', () => {
    const { words } = see('how long does Heron 70B take on 4,096 GPUs?', eyes);
    expect(words.join(' ')).toBe('how long does Ra take on Acount gpus');
  });

  it('mends typing errors, and says that it does not know a word', () => {
    expect(see('what does the netwrok draw', eyes).words.join(' ')).toBe(
      'what does the network draw',
    );
    expect(see('what is a zeugma', eyes).words.at(-1)).toBe('~');
  });

  it('has the likeliest figures first', () => {
    const prompt = promptOf(see('what does the network draw?', eyes));
    expect(prompt).toMatch(/^\? what does the network draw : 9 PowerNetwork /);
  });

  it('has more words of a longer question than are shown', () => {
    const long = see('what does the network draw '.repeat(1000), eyes);
    expect(long.words.length).toBeGreaterThan(MOST_WORDS);
  });

  it('knows a path by its pattern, whatever the run is called', () => {
    expect(patternOf('training.heron-70b.duration', VIEW).pattern).toBe('training.Run.duration');
    expect(codeOf('training.Run.memory.total')).toBe('RunMemoryTotal');
  });
});
