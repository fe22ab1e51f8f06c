import { describe, expect, it } from 'vitest';
import { FIGURES } from '../book/read.ts';
import { readCall } from '../call/call.ts';
import { callGrammars, figureGrammar } from '../call/grammar.ts';
import { catalogueNames } from '../file/view-of.ts';
import { codeOf } from '../see/codes.ts';
import type { View } from '../see/view.ts';
import { textOf } from './rows.ts';
import { School } from './world.ts';

const LABELS = new Map(FIGURES.map(({ pattern }) => [pattern, pattern.split('.').join(' ')]));
const school = new School(7, LABELS, catalogueNames());
const NUMBERS = Array.from({ length: 400 }, (_, number) => number);
const lessons = NUMBERS.map((number) => school.lesson(number));
/** Names that any lesson may need, for reading calls without the file that the lesson was drawn for. */
const VIEW: View = {
  runs: [{ name: 'orion', model: 'orion-7b' }],
  models: ['orion-7b'],
  tasks: ['cooling'],
  services: ['assistant'],
  references: ['rival'],
  labels: new Map([...LABELS, ['fleet.gpusOf.h100-sxm', 'H100']]),
};

/** A grammar as a regular expression, which is slow but plain. */
function patternOf(grammar: unknown): string {
  if (typeof grammar === 'string') return grammar.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const { oneOf, sequence, choice, repeat } = grammar as Record<string, unknown[]>;
  if (oneOf) return `(?:${oneOf.map(patternOf).join('|')})`;
  if (sequence) return sequence.map(patternOf).join('');
  if (choice) return `(?:${choice.map(patternOf).join('|')})`;
  if (repeat) {
    const { least = 0, most } = grammar as { least?: number; most?: number };
    return `(?:${patternOf(repeat)}){${least},${most ?? ''}}`;
  }
  throw new Error(`no grammar: ${JSON.stringify(grammar)}`);
}

describe('lessons', () => {
  it('are the same for the same seed and number, and others for another seed', () => {
    const again = new School(7, LABELS, catalogueNames());
    const other = new School(8, LABELS, catalogueNames());
    const shown = (number: number, of: School) => textOf(of.lesson(number));
    expect([5, 3, 4].map((number) => shown(number, again))).toEqual(
      [5, 3, 4].map((number) => shown(number, school)),
    );
    expect(NUMBERS.slice(0, 5).map((number) => shown(number, other))).not.toEqual(
      NUMBERS.slice(0, 5).map((number) => shown(number, school)),
    );
  });

  it('ask for each operation', () => {
    const asked = new Set(lessons.map(({ call }) => /^\{"(\w+)"/.exec(call)?.[1]));
    expect([...asked].sort()).toEqual(
      ['check', 'explain', 'none', 'optimise', 'plan', 'power', 'strategies', 'twin'].sort(),
    );
  });

  it('hold calls that the grammar of their question lets be written', () => {
    const figures = figureGrammar(VIEW);
    const explained = new RegExp(`^${patternOf(figures)}$`);
    for (const { call, seen, question } of lessons) {
      if (call.startsWith('{"explain"')) expect(call, question).toMatch(explained);
      const grammars = callGrammars('', new Map([...seen.tags].slice(0, 3)));
      const operation = /^\{"(\w+)"/.exec(call)![1] as keyof typeof grammars;
      if (operation !== 'explain' && seen.tags.size <= 3)
        expect(call, question).toMatch(new RegExp(`^${patternOf(grammars[operation])}$`));
    }
  });

  it('hold calls that are filled in to what they say', () => {
    for (const { call, seen, question } of lessons) {
      const said = JSON.parse(call.replaceAll('" ', '"')) as Record<string, object | string>;
      const [[operation, given] = ['', '']] = Object.entries(said);
      if (operation === 'explain') {
        expect(FIGURES.map(({ pattern }) => codeOf(pattern))).toContain(given);
        continue;
      }
      const { tags, words } = seen;
      const read = readCall(call, { view: VIEW, notes: {}, tags, words });
      // What "double" doubles is in the notes of a plan, of which there is none here.
      if ('why' in read && /scale|add/.test(call)) continue;
      expect('why' in read ? read.why : read.operation, question).toBe(operation);
      if ('why' in read) continue;
      const { edits = {} } = read.arguments as { edits?: object };
      if (operation === 'plan')
        expect(Object.keys(edits), question).toHaveLength(Object.keys(given).length);
    }
  });

  it('show a tag for each value that the call takes', () => {
    for (const { call, seen, question } of lessons)
      for (const [, tag] of call.matchAll(/:" ([A-Z][a-z]+)"/g))
        if (!/^\{"explain"/.test(call)) expect([...seen.tags.keys()], question).toContain(tag);
  });
});
