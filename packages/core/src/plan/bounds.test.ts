import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Note, Notes } from '../base/index.ts';
import { boundFigure, closureOf } from './bounds.ts';

function leaf(id: string, value: number, range?: readonly [number, number]): Note {
  return { id, label: id, kind: 'given', value, unit: '1', ...(range ? { range } : {}) };
}

function derived(id: string, formula: string, value: number, ...inputs: string[]): Note {
  const names = Object.fromEntries(inputs.map((input) => [input, input]));
  return { id, label: id, kind: 'derived', value, unit: '1', formula, inputs: names };
}

function notesOf(...notes: Note[]): Notes {
  return Object.fromEntries(notes.map((note) => [note.id, note]));
}

describe('boundFigure', () => {
  it('has no range where no input has one', () => {
    const notes = notesOf(leaf('a', 2), derived('b', '3 * a', 6, 'a'));
    expect(boundFigure(notes, ['b'], (lookup) => lookup('b'))).toEqual({
      range: [6, 6],
      swings: [],
    });
  });

  it('ignores a range of no width', () => {
    const notes = notesOf(leaf('a', 2, [2, 2]));
    expect(boundFigure(notes, ['a'], (lookup) => lookup('a')).range).toEqual([2, 2]);
  });

  it('goes through the formulas between, down as well as up', () => {
    const notes = notesOf(
      leaf('power', 100, [90, 120]),
      leaf('hours', 2, [1, 4]),
      derived('energy', 'power * hours', 200, 'power', 'hours'),
      derived('left', '1000 - energy', 800, 'energy'),
    );
    const { range, swings } = boundFigure(notes, ['left'], (lookup) => lookup('left'));
    expect(range).toEqual([1000 - 120 * 4, 1000 - 90]);
    expect(swings.map(({ input }) => input.id)).toEqual(['hours', 'power']);
    expect(swings[0]!.ends).toEqual([900, 600]);
  });

  it('moves an input once where it comes in twice', () => {
    const notes = notesOf(
      leaf('gpus', 10, [5, 20]),
      derived('cost', '3 * gpus', 30, 'gpus'),
      derived('each', 'cost / gpus', 3, 'cost', 'gpus'),
    );
    expect(boundFigure(notes, ['each'], (lookup) => lookup('each'))).toEqual({
      range: [3, 3],
      swings: [],
    });
  });

  it('holds the figure where that is not monotone', () => {
    const notes = notesOf(leaf('a', 5, [1, 9]), derived('hill', 'a * (10 - a)', 25, 'a'));
    const { range, swings } = boundFigure(notes, ['hill'], (lookup) => lookup('hill'));
    expect(range).toEqual([9, 25]);
    expect(swings[0]!.ends).toEqual([9, 9]);
  });

  it('keeps a noted value to the last bit where nothing below it moves', () => {
    // Written out, 0.1 + 0.2 is not 0.3.
    const notes = notesOf(leaf('a', 0.1), leaf('b', 0.2), derived('c', 'a + b', 0.3, 'a', 'b'));
    expect(boundFigure(notes, ['c'], (lookup) => lookup('c')).range).toEqual([0.3, 0.3]);
  });

  // Products and quotients of sums are monotone in each input while all are above zero.
  const inputs = fc.array(
    fc.tuple(
      fc.double({ min: 0.5, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      fc.constantFrom('times', 'over', 'plus'),
    ),
    { minLength: 1, maxLength: 6 },
  );

  it('is what trying every corner gives, for monotone figures', () => {
    fc.assert(
      fc.property(inputs, (drawn) => {
        const leaves = drawn.map(([value, below, above], index) =>
          leaf(`x${index}`, value, [value * (1 - below), value * (1 + above)]),
        );
        const steps = drawn.map(([, , , how], index) => {
          const before = index === 0 ? '1' : `y${index - 1}`;
          const sign = { times: '*', over: '/', plus: '+' }[how];
          return `${before} ${sign} x${index}`;
        });
        const valueAt = (at: readonly number[]) =>
          drawn.slice(0, at.length).reduce((total, [, , , how], index) => {
            const x = at[index]!;
            return how === 'times' ? total * x : how === 'over' ? total / x : total + x;
          }, 1);
        const values = drawn.map(([value]) => value);
        const between = steps.map((formula, index) =>
          derived(
            `y${index}`,
            formula,
            valueAt(values.slice(0, index + 1)),
            ...(index === 0 ? ['x0'] : [`y${index - 1}`, `x${index}`]),
          ),
        );
        const notes = notesOf(...leaves, ...between);
        const last = `y${drawn.length - 1}`;
        const corners = Array.from({ length: 2 ** drawn.length }, (_, bits) =>
          valueAt(leaves.map(({ range }, index) => range![(bits >> index) & 1]!)),
        );
        const { range } = boundFigure(notes, [last], (lookup) => lookup(last));
        expect(range[0]).toBeCloseTo(Math.min(...corners), 9);
        expect(range[1] / Math.max(...corners)).toBeCloseTo(1, 9);
      }),
      { numRuns: 200 },
    );
  });
});

describe('closureOf', () => {
  it('lists what figures rest on, each once', () => {
    const notes = notesOf(
      leaf('a', 1),
      leaf('unused', 1),
      derived('b', 'a', 1, 'a'),
      derived('c', 'a + b', 2, 'a', 'b'),
    );
    expect(closureOf(notes, ['c', 'b'])).toEqual(['c', 'a', 'b']);
  });

  it('keeps an id that has no note', () => {
    expect(closureOf({}, ['nowhere'])).toEqual(['nowhere']);
  });
});
