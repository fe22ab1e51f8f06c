import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKnown, type Problem } from '../base/index.ts';
import { editFactory, readFactory } from '../factory/index.ts';
import { planFactory } from './index.ts';
import { exampleText, factoryOf } from './notes.fixture.ts';

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

/** One way to spoil a text. */
type Mutation = (text: string) => string;
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

function onLines(change: (lines: string[], index: number) => void, where: number): Mutation {
  return (text) => {
    const lines = text.split('\n');
    change(lines, Math.floor(where * lines.length));
    return lines.join('\n');
  };
}

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  place.map((where) => onLines((lines, index) => lines.splice(index, 1), where)),
  place.map((where) => onLines((lines, index) => lines.splice(index, 0, lines[index]!), where)),
  fc.tuple(place, place).map(([where, other]) =>
    onLines((lines, index) => {
      const second = Math.floor(other * lines.length);
      [lines[index], lines[second]] = [lines[second]!, lines[index]!];
    }, where),
  ),
  fc.tuple(place, junk).map(([where, by]) =>
    onLines((lines, index) => {
      lines[index] = lines[index]!.replace(/: .*$/, () => `: ${by}`);
    }, where),
  ),
  fc.tuple(place, fc.integer({ min: 0, max: 8 }), junk).map(
    ([where, nth, by]): Mutation =>
      (text) => {
        const start = Math.floor(where * text.length);
        let seen = 0;
        const rest = text
          .slice(start)
          .replace(/[\w.$,-]+/g, (token) => (seen++ === nth ? by : token));
        return text.slice(0, start) + rest;
      },
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 12 })).map(
    ([where, count]): Mutation =>
      (text) => {
        const start = Math.floor(where * text.length);
        return text.slice(0, start) + text.slice(start + count);
      },
  ),
  fc.tuple(place, junk).map(
    ([where, by]): Mutation =>
      (text) => {
        const start = Math.floor(where * text.length);
        return text.slice(0, start) + by + text.slice(start);
      },
  ),
  place.map(
    (where): Mutation =>
      (text) =>
        text.slice(0, Math.floor(where * text.length)),
  ),
);

const POD = exampleText('one-pod');
const example = fc.constantFrom(
  POD,
  exampleText('llama3-405b'),
  exampleText('gigafactory-of-compute'),
);
const spoiled = fc
  .tuple(example, fc.array(mutation, { minLength: 1, maxLength: 3 }))
  .map(([text, mutations]) => mutations.reduce((now, mutate) => mutate(now), text));

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

/** Where a plan holds a number that is none, or none that a reader could use. */
function unusable(tree: unknown, path: string): string[] {
  if (typeof tree === 'number') return Number.isFinite(tree) ? [] : [`${path} = ${tree}`];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => unusable(value, `${path}.${key}`));
}

/** Reads and plans; whatever goes wrong must be a problem with a place. */
function expectAnswer(text: string): void {
  const read = readFactory(text);
  const planned = read.ok ? planFactory(read.value) : read;
  if (!planned.ok) expectPlaced(planned.problems);
  else expect(unusable(planned.value, 'plan')).toEqual([]);
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

function withUnit(number: number, unit: string): string {
  if (unit === 'date') return number < 0 ? '2000-01-01' : '2199-12-31';
  return unit === '1' ? String(number) : `${number} ${unit}`;
}

describe('a plan of any input whatever', () => {
  it('has an answer as a spoiled example', () => {
    fc.assert(fc.property(spoiled, expectAnswer), { numRuns: 200 });
  });

  it('gives finite figures or a reason, however small or large its quantities', () => {
    const extreme = fc.tuple(
      fc.constantFrom(...PATHS),
      fc.integer({ min: -18, max: 36 }),
      fc.constantFrom(1, 2, 7, 64),
    );
    const edits = fc.array(extreme, { minLength: 1, maxLength: 3 });
    const property = fc.property(edits, (chosen) => {
      const edited = editFactory(
        POD,
        Object.fromEntries(
          chosen.map(([[path, unit], power, by]) => [path, withUnit(by * 10 ** power, unit)]),
        ),
      );
      if (!edited.ok) throw new Error(JSON.stringify(edited.problems));
      expectAnswer(edited.value);
    });
    fc.assert(property, { numRuns: 200 });
  });
});
