import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../api/types.ts';
import type { Factory } from '../../state/factory.ts';
import { casesOf, chosenCases, writeIds } from './cases.ts';

const at = { line: 1, column: 1 };
const SCENARIOS: readonly Scenario[] = ['A', 'as edited now', '["x"]', 'D', 'E'].map((name) => ({
  name,
  edits: { 'site.pue': '1.2' },
  at,
}));
const FILE = { name: 'f', file: 'f.yaml', text: 'a', origin: 'example' } as const;

function factory(over: Partial<Factory> = {}): Factory {
  const written = { text: 'a', file: 'f.yaml', edits: {} };
  return {
    ...{ file: FILE, text: 'a', edits: {}, editCount: 0, isChanged: false, scenario: undefined },
    ...{ input: written, written },
    ...over,
  };
}

describe('casesOf', () => {
  it('has what is shown now only where it is neither the file nor a scenario', () => {
    const names = (over: Partial<Factory>) => casesOf(factory(over), SCENARIOS).length;
    expect(names({})).toBe(5);
    expect(names({ scenario: 'A' })).toBe(5);
    expect(names({ isChanged: true, edits: { 'site.pue': '1.3' } })).toBe(6);
    expect(names({ scenario: 'A', isChanged: true, edits: { 'site.pue': '1.3' } })).toBe(6);
    // An edit of a scenario changes that column alone.
    expect(names({ isChanged: true, edits: { 'scenarios.A.site.pue': '1' } })).toBe(5);
    expect(names({ scenario: 'A', isChanged: true, edits: { 'scenarios.A.site.pue': '1' } })).toBe(
      5,
    );
  });

  it('puts edits over the scenario that is shown, under a name that no scenario has', () => {
    const edits = { 'fleet.gpus': '8' };
    const [now] = casesOf(factory({ scenario: 'A', isChanged: true, edits }), SCENARIOS);
    expect(now).toMatchObject({
      id: null,
      name: 'as edited now *',
      edits: { 'site.pue': '1.2', 'fleet.gpus': '8' },
    });
    expect(now).not.toHaveProperty('text');
  });

  it('compares on the text that is worked on', () => {
    const cases = casesOf(factory({ isChanged: true, text: 'b' }), SCENARIOS);
    expect(cases.map(({ text }) => text)).toEqual(Array.from({ length: 6 }, () => 'b'));
  });
});

describe('chosenCases', () => {
  const cases = casesOf(factory({ isChanged: true, edits: { a: 'b' } }), SCENARIOS);

  it('reads what it wrote, whatever the names', () => {
    const some = [cases[0]!, cases[3]!, cases[5]!];
    expect(chosenCases(cases, writeIds(some))).toEqual(some);
    expect(chosenCases(cases, writeIds([]))).toEqual([]);
  });

  it.each([undefined, '', '{', '5', 'null'])('takes the first few for %j', (text) => {
    expect(chosenCases(cases, text)).toEqual(cases.slice(0, 4));
  });

  it('leaves out what is not there', () => {
    expect(chosenCases(cases, '["Z",5,{},"A"]').map(({ name }) => name)).toEqual(['A']);
  });
});
