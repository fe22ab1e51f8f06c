import { describe, expect, it } from 'vitest';
import type { Note, Notes } from '../api/types.ts';
import { assumptionsUnder, pathInFile, restsOn, tipOf } from './notes.ts';

function notesOf(
  ...all: readonly (readonly [id: string, kind: Note['kind'], inputs?: string[]])[]
) {
  return Object.fromEntries(
    all.map(([id, kind, inputs = []]) => [
      id,
      {
        id,
        label: id,
        kind,
        value: 1,
        unit: '1',
        inputs: Object.fromEntries(inputs.map((i) => [i, i])),
      },
    ]),
  ) as Notes;
}

describe('assumptionsUnder', () => {
  it('finds nothing under an unknown figure or a cited one', () => {
    const notes = notesOf(['a', 'datasheet']);
    expect(assumptionsUnder(notes, 'a')).toEqual([]);
    expect(assumptionsUnder(notes, 'nowhere')).toEqual([]);
  });

  it('finds each assumption once, however many ways lead to it', () => {
    const notes = notesOf(
      ['guess', 'assumed'],
      ['left', 'derived', ['guess']],
      ['right', 'derived', ['guess']],
      ['top', 'derived', ['left', 'right']],
    );
    expect(assumptionsUnder(notes, 'top')).toEqual(['guess']);
    expect(assumptionsUnder(notes, 'guess')).toEqual(['guess']);
  });

  it('ends on a circle', () => {
    const notes = notesOf(['a', 'derived', ['b']], ['b', 'derived', ['a', 'c']], ['c', 'assumed']);
    expect(assumptionsUnder(notes, 'a')).toEqual(['c']);
  });
});

describe('restsOn', () => {
  it('finds an input through any number of steps, and ends on a circle', () => {
    const notes = notesOf(['a', 'derived', ['b']], ['b', 'derived', ['a', 'c']], ['d', 'given']);
    expect(restsOn(notes, 'a', 'c')).toBe(true);
    expect(restsOn(notes, 'a', 'a')).toBe(true);
    expect(restsOn(notes, 'a', 'd')).toBe(false);
    expect(restsOn(notes, 'nowhere', 'a')).toBe(false);
  });
});

describe('pathInFile', () => {
  it('is only there for values of the file', () => {
    expect(pathInFile('power.it')).toBeUndefined();
    expect(pathInFile('factory.site.pue')).toBe('site.pue');
  });
});

describe('tipOf', () => {
  it('gives the exact value and how firm it is', () => {
    const note: Note = { id: 'p', label: 'P', kind: 'derived', value: 131_906_432, unit: 'MW' };
    expect(tipOf(note, 2)).toBe('131.906432 MW\ncomputed, rests on 2 assumptions');
    expect(tipOf({ ...note, kind: 'assumed' }, 1)).toContain('assumed');
  });
});
