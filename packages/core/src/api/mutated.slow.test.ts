import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument, Scalar, visit } from 'yaml';
import { dispatch, type OperationName } from './index.ts';

/** Every operation answers about files with some values changed to what a person or a machine might write. */

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const EXAMPLES = ['one-pod', 'llama3-405b', 'train-and-serve'].map(example);

const NUMBERS = [
  '0',
  '1',
  '-1',
  '0.5',
  '7',
  '8',
  '64',
  '1e-300',
  '1e-9',
  '1e6',
  '1e12',
  '1e60',
  '1e308',
  '1e309',
];
const WORDS = [
  '',
  '~',
  'true',
  '[]',
  '{}',
  '[1, 2]',
  '2026-02-29',
  '9999-12-31',
  'toString',
  '😀',
  'a b',
  '1 d',
  '3 GB',
];
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NUMBERS).map((number) => ({ number })) },
  { weight: 1, arbitrary: fc.constantFrom(...WORDS).map((word) => ({ word })) },
);
const mutations = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), value),
  {
    minLength: 1,
    maxLength: 3,
  },
);

/** The text with some scalars changed; a number keeps its unit. */
function mutate(
  text: string,
  changes: readonly (readonly [number, { number?: string; word?: string }])[],
) {
  const document = parseDocument(text);
  const scalars: Scalar[] = [];
  visit(document, { Scalar: (key, node) => void (key === 'key' || scalars.push(node)) });
  for (const [where, { number, word }] of changes) {
    const scalar = scalars[Math.floor(where * scalars.length)]!;
    const unit = /^\$?[\d,.]+(?:e[+-]?\d+)?(.*)$/i.exec(String(scalar.source ?? scalar.value))?.[1];
    scalar.value = number === undefined ? word : `${number}${unit ?? ''}`;
    scalar.type = Scalar.PLAIN;
    delete scalar.source;
  }
  return document.toString({ lineWidth: 0 });
}

function notFinite(tree: unknown, path = ''): string[] {
  if (typeof tree === 'number') return Number.isFinite(tree) ? [] : [`${path} = ${tree}`];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, each]) => notFinite(each, `${path}.${key}`));
}

function answered(name: OperationName, input: object): boolean {
  const answer = dispatch(name, input as never);
  if (answer.ok) expect(notFinite(answer.value), name).toEqual([]);
  else {
    for (const { code, message } of answer.problems) {
      expect(code).toMatch(/^[a-z]+(\.[A-Za-z-]+)+$/);
      expect(message).toMatch(/\S/);
      expect(message).not.toMatch(/\[object|undefined/);
    }
  }
  return answer.ok;
}

describe('a mutated file', () => {
  it('has finite figures or problems from every operation, and the same from check and plan', () => {
    let planned = 0;
    const property = fc.property(fc.constantFrom(...EXAMPLES), mutations, (of, changes) => {
      const text = mutate(of, changes);
      const checked = dispatch('check', { text });
      if (!checked.ok) throw new Error('check refuses no text');
      const plans = answered('plan', { text });
      expect(checked.value.problems.length === 0).toBe(plans);
      const edits = { 'references.added': '5 GPUs' };
      const edited = dispatch('edit', { text, edits });
      if (!plans || !edited.ok) return;
      planned++;
      expect(dispatch('plan', { text, edits }).ok).toBe(dispatch('plan', edited.value).ok);
      answered('power', { text, seconds: 20 });
      answered('twin', { text, days: 2, lives: 2 });
    });
    fc.assert(property, { numRuns: 80, seed: 20_261_129 });
    expect(planned).toBeGreaterThan(5);
  });
});
