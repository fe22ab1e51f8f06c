import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKnown, type Problem } from '../base/index.ts';
import { EXAMPLES, exampleText, factoryOf, POD } from './factory.fixture.ts';
import { editFactory, readFactory } from './index.ts';

const JUNK = [
  '',
  ' ',
  '~',
  'null',
  'true',
  '0',
  '-1',
  '-0',
  '1e999',
  '.inf',
  '.nan',
  '1e-300',
  '1e35',
  '9'.repeat(40),
  '[]',
  '{}',
  '[1, 2]',
  '{a: 1}',
  '*a',
  '&a 1',
  '&a [*a]',
  '!!str 1',
  '!x 1',
  '"',
  "'",
  '|',
  '>-',
  '- ',
  '? ',
  ': ',
  '#',
  '\t',
  '---',
  '...',
  '<<',
  '%',
  '@',
  '`',
  '\u0000',
  '\ud800',
  '\ufeff',
  '\u2028',
  '🏭',
  '__proto__',
  'constructor',
  'toString',
  '$6B',
  '100,000 GPUs',
  '2026-02-30',
  '4 GB',
  '4 weeks',
  '1/0',
  'fleet.gpus',
  'x'.repeat(300),
];
const junk = fc.oneof(
  fc.constantFrom(...JUNK),
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.double().map(String),
);

const example = fc.constantFrom(POD, ...EXAMPLES.map(exampleText));

function expectPlaced(problems: readonly Problem[]): void {
  expect(problems).not.toEqual([]);
  for (const { code, message, at } of problems) {
    expect(code).toMatch(/^[a-z-]+\.[a-z-]+$/);
    expect(message).toMatch(/\S/);
    expect(message.length).toBeLessThan(2000);
    expect(at?.line).toBeGreaterThanOrEqual(1);
    expect(at?.column).toBeGreaterThanOrEqual(1);
  }
}

/** Paths of all quantities of a factory. */
function quantityPaths(tree: unknown, path = ''): [path: string, unit: string][] {
  if (isKnown(tree)) return [[path, tree.unit]];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) =>
    quantityPaths(value, path ? `${path}.${key}` : key),
  );
}

const PATHS = quantityPaths(factoryOf(POD));

describe('any input whatever', { timeout: 60_000 }, () => {
  it('has an answer as a text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(junk, { maxLength: 20 }).map((parts) => parts.join(' ')),
      fc.array(junk, { maxLength: 20 }).map((parts) => parts.join('\n')),
      fc.json(),
    );
    fc.assert(
      fc.property(text, (written) => {
        const read = readFactory(written);
        if (!read.ok) expectPlaced(read.problems);
      }),
      { numRuns: 1000 },
    );
  });

  it('has an answer as an edit, and leaves readable YAML', () => {
    const path = fc.oneof(
      fc.constantFrom(...PATHS.map(([known]) => known), 'requirements.0', 'runs.pretrain', 'fleet'),
      fc
        .array(fc.oneof(fc.constantFrom('hardware', 'gpu', '0', 'models', 'use'), junk), {
          maxLength: 4,
        })
        .map((keys) => keys.join('.')),
    );
    const edit = fc.tuple(path, fc.oneof(junk, fc.json()));
    const property = fc.property(
      example,
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      (text, edits) => {
        const edited = editFactory(text, Object.fromEntries(edits));
        if (!edited.ok) {
          expect(edited.problems.every(({ code, message }) => code && message)).toBe(true);
          return;
        }
        const read = readFactory(edited.value);
        if (read.ok) return;
        expectPlaced(read.problems);
        expect(read.problems.filter(({ code }) => code.startsWith('yaml'))).toEqual([]);
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  it('changes by an edit nothing but what was edited', () => {
    const edit = fc.tuple(
      fc.constantFrom(...PATHS.map(([known]) => known)),
      fc.constantFrom('1', '4 weeks', '{use: x}', '"a, b"', '[1, 2]'),
    );
    const property = fc.property(edit, ([path, value]) => {
      const edited = editFactory(POD, { [path]: value });
      if (!edited.ok) throw new Error(JSON.stringify(edited.problems));
      const back = POD.split('\n').filter((line) => !edited.value.split('\n').includes(line));
      expect(back.length).toBeLessThanOrEqual(1);
      const removed = editFactory(edited.value, { [path]: '' });
      expect(removed.ok).toBe(true);
    });
    fc.assert(property, { numRuns: 200 });
  });
});
