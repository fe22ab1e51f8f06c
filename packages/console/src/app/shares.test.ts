import { describe, expect, it } from 'vitest';
import { EXAMPLES } from '../state/examples.ts';
import { sharesOf } from './shares.ts';

describe('sharesOf', () => {
  it.each([
    '',
    'fleet: 3',
    'fleet: { gpus: many }',
    'runs:\n  a: { gpus: 8 }',
    'fleet: { gpus: 0 }',
  ])('is nothing of %j', (text) => expect(sharesOf(text)).toBeUndefined());

  it('reads separators and sources, and takes runs one after the other', () => {
    const text = `fleet:
  # how many
  gpus: { value: 1,000, source: "x" }
runs:
  a: { gpus: 500 }
  b:
    gpus: 250
services:
  c: { gpus: 100 }
`;
    expect(sharesOf(text)).toEqual({ gpus: 1000, runs: 0.5, services: 0.1 });
    expect(sharesOf('fleet: { gpus: 64 }\nruns:\n  sft: { model: x }\n')).toMatchObject({
      runs: 1,
    });
    expect(sharesOf('fleet: { gpus: 64 }\n')).toMatchObject({ runs: 0, services: 0 });
  });

  it('finds the size of every example', () => {
    const without = EXAMPLES.filter(({ text }) => sharesOf(text) === undefined);
    expect(without.map(({ file }) => file)).toEqual([]);
  });
});
