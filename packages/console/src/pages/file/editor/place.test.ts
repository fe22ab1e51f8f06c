import { describe, expect, it } from 'vitest';
import { keysAt, placeAt } from './place.ts';

/** The place of the `|` in a text. */
function place(marked: string) {
  return placeAt(marked.replace('|', ''), marked.indexOf('|'));
}

const FILE = `gigafactory: 1
hardware:
  gpu: h100-sxm
schedule:
  tasks:
    nodes:
      takes: { value: 4 weeks }
      after: [delivery]
runs:
  main: # the one
    model: grok-3
requirements:
  - claim: Big
    quantity: fleet.gpus
  - claim: Fast
    quantity: power.facility
`;

describe('placeAt', () => {
  it('finds a key that begins at the top of the file', () => {
    expect(place(`${FILE}|`)).toMatchObject({ keys: [], typed: '' });
    expect(place(`${FILE}sit|`)).toMatchObject({ keys: [], typed: 'sit', from: FILE.length });
    expect(place('|')).toMatchObject({ keys: [], typed: '' });
  });

  it('finds the section of an indented key, and the value of a key', () => {
    expect(place('hardware:\n  gpu: h100-sxm\n  no|')).toMatchObject({
      keys: ['hardware'],
      typed: 'no',
    });
    expect(place('hardware:\n  gpu: h1|')).toMatchObject({
      keys: ['hardware'],
      key: 'gpu',
      typed: 'h1',
    });
    expect(place('hardware:\n  gpu: |')).toMatchObject({
      keys: ['hardware'],
      key: 'gpu',
      typed: '',
    });
    expect(place('runs:\n  main:\n    model: a\n\n    # more\n    |')).toMatchObject({
      keys: ['runs', 'main'],
    });
    expect(place('runs:\n  main:\n    model: a\n  |')).toMatchObject({ keys: ['runs'] });
  });

  it('counts the items of a list', () => {
    const list = 'requirements:\n  - claim: Big\n    atLeast: 1\n  - claim: Fast\n';
    expect(place(`${list}    qu|`)).toMatchObject({ keys: ['requirements', '1'], typed: 'qu' });
    expect(place(`${list}  - |`)).toMatchObject({ keys: ['requirements', '2'], isItem: true });
    expect(place('requirements:\n- claim: Big\n- claim: x\n  a|')).toMatchObject({
      keys: ['requirements', '1'],
    });
    expect(place('a:\n  after:\n    - one\n    - t|')).toMatchObject({
      keys: ['a', 'after', '1'],
      typed: 't',
      isItem: true,
    });
  });

  it('finds its way inside brackets', () => {
    expect(place('runs:\n  r: { strategy: { tp: 4, p|')).toMatchObject({
      keys: ['runs', 'r', 'strategy'],
      typed: 'p',
      inFlow: true,
    });
    expect(place('hardware: { gpu: h1|')).toMatchObject({
      keys: ['hardware'],
      key: 'gpu',
      typed: 'h1',
    });
    expect(place('a:\n  after: [one, t|')).toMatchObject({
      keys: ['a', 'after'],
      typed: 't',
      isItem: true,
    });
    expect(place('a: { b: "x, {" , c: |')).toMatchObject({ keys: ['a'], key: 'c' });
  });

  it('is nowhere in a comment', () => {
    expect(place('fleet:\n  gpus: 8 # all|')).toBeUndefined();
    expect(place('# a|')).toBeUndefined();
    expect(place('about: "a # b|"')).toBeDefined();
  });
});

describe('keysAt', () => {
  const at = (piece: string) => keysAt(FILE, FILE.indexOf(piece) + 1);

  it('names the way to the key of a line', () => {
    expect(at('gigafactory')).toEqual(['gigafactory']);
    expect(at('gpu:')).toEqual(['hardware', 'gpu']);
    expect(at('after')).toEqual(['schedule', 'tasks', 'nodes', 'after']);
    expect(at('value')).toEqual(['schedule', 'tasks', 'nodes', 'takes']);
    expect(at('model')).toEqual(['runs', 'main', 'model']);
    expect(at('claim: Fast')).toEqual(['requirements', '1', 'claim']);
    expect(at('quantity: power')).toEqual(['requirements', '1', 'quantity']);
  });
});
