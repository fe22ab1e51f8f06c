import { operateQuick } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import type { SchemaNode } from '../fields.ts';
import { offersAt } from './words.ts';

const answer = operateQuick('schema', {});
const schema = (answer.ok ? answer.value : {}) as SchemaNode;
const known = { schema, figures: [{ word: 'power.facility', about: 'Power of the facility' }] };

function wordsAt(marked: string): readonly string[] {
  const found = offersAt(marked.replace('|', ''), marked.indexOf('|'), known);
  return found?.offers.map(({ word }) => word) ?? [];
}

describe('offersAt', () => {
  it('offers the keys that a section does not have yet', () => {
    const top = wordsAt('gigafactory: 1\nname: A\n|');
    expect(top).toEqual(expect.arrayContaining(['hardware', 'fleet', 'runs', 'scenarios']));
    expect(top).not.toContain('name');
    expect(wordsAt('site:\n  pue: 1.2\n  |')).toContain('electricityPrice');
    expect(wordsAt('site:\n  pue: 1.2\n  |')).not.toContain('pue');
    expect(wordsAt('runs:\n  a:\n    strategy: { |')).toEqual(expect.arrayContaining(['tp', 'pp']));
    expect(wordsAt('requirements:\n  - claim: x\n    |')).toEqual(
      expect.arrayContaining(['quantity', 'atMost']),
    );
    expect(wordsAt('hardware:\n  gpu: { use: h100-sxm, |')).toContain('tdp');
  });

  it('offers the words of a value: of the catalogue, of a choice, of the file', () => {
    expect(wordsAt('hardware:\n  gpu: |')).toEqual(
      expect.arrayContaining(['h100-sxm', 'b200-sxm']),
    );
    expect(wordsAt('hardware:\n  gpu: { use: |')).toContain('b200-sxm');
    expect(wordsAt('runs:\n  a:\n    precision: |')).toEqual(
      expect.arrayContaining(['bf16', 'fp8']),
    );
    expect(wordsAt('site:\n  pue: |')).toContain('colocation-2024');
    const models = wordsAt('models:\n  mine: grok1\nruns:\n  a:\n    model: |');
    expect(models[0]).toBe('mine');
    expect(models).toContain('llama3-8b');
    expect(wordsAt('schedule:\n  tasks:\n    a: { takes: 1 d }\n    b:\n      after: [|')).toEqual([
      'a',
    ]);
    expect(
      wordsAt('schedule:\n  tasks:\n    a: { takes: 1 d }\n    b:\n      after:\n        - |'),
    ).toEqual(['a']);
    expect(wordsAt('requirements:\n  - claim: x\n    quantity: |')).toEqual(['power.facility']);
  });

  it('offers nothing in a comment, or where nothing is known', () => {
    expect(wordsAt('site: # |')).toEqual([]);
    expect(wordsAt('nonsense:\n  |')).toEqual([]);
    expect(wordsAt('about: |')).toEqual([]);
  });

  it('says what a key means and what it is when left out', () => {
    const found = offersAt('site:\n  ', 8, known)?.offers.find(({ word }) => word === 'pue');
    expect(found).toMatchObject({ about: 'Power usage effectiveness', text: 'pue: ' });
    expect(found?.detail).toMatch(/^= 1\.\d+$/);
    const hardware = offersAt('', 0, known)?.offers.find(({ word }) => word === 'site');
    expect(hardware?.text).toBe('site:');
  });
});
