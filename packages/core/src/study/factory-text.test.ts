import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkScenarios, listScenarios } from './compare/plan-scenario.ts';
import { editedText, type FactoryText, planText } from './factory-text.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const POD = example('one-pod');
const TEXT = `${POD}scenarios:
  Cool: { about: Cold water, site.pue: 1.05, fleet.gpus: 2032 }
  "site: v1.0 / Ωµ 😀": { site.pue: 1.4 }
`;

function pue(input: Partial<FactoryText>): number {
  const planned = planText({ text: TEXT, ...input });
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  return planned.value.plan.power.pue;
}

describe('a file as one of its scenarios', () => {
  it('has its values, below the edits', () => {
    expect(pue({ scenario: 'Cool' })).toBe(1.05);
    expect(pue({ scenario: 'Cool', edits: { 'site.pue': '1.3' } })).toBe(1.3);
    expect(pue({ scenario: 'site: v1.0 / Ωµ 😀' })).toBe(1.4);
  });

  it('has the values that edits give the scenario', () => {
    expect(pue({ scenario: 'Cool', edits: { 'scenarios.Cool.site.pue': '1.2' } })).toBe(1.2);
    expect(pue({ scenario: 'New', edits: { 'scenarios.New.site.pue': '1.2' } })).toBe(1.2);
  });

  it.each([
    [{ scenario: 'Col' }, 'scenario.unknown', 'Cool'],
    [{ scenario: 'Cool', text: POD }, 'scenario.unknown', undefined],
    [{ scenario: '__proto__' }, 'scenario.unknown', undefined],
    [{ scenario: 'Cool', edits: { 'scenarios.Cool.sites.pue': '1' } }, 'map.expected', undefined],
    [{ scenario: 'Cool', text: `${POD}scenarios: 5\n` }, 'map.expected', undefined],
    [{ scenario: 'Cool', text: '{' }, 'yaml.syntax', undefined],
  ])('refuses %j', (input, code, nearest) => {
    const answer = editedText({ text: TEXT, ...input });
    if (answer.ok) throw new Error(`not refused: ${answer.value.slice(-200)}`);
    expect(answer.problems[0]).toMatchObject({ code, ...(nearest ? { nearest } : {}) });
  });

  it('is checked by itself', () => {
    const planned = planText({ text: TEXT, scenario: 'Cool' });
    if (!planned.ok) throw new Error('no plan');
    const { factory } = planned.value;
    const none = { problems: [], notices: [] };
    expect(checkScenarios({ text: TEXT, scenario: 'Cool' }, factory)).toEqual(none);
    expect(checkScenarios({ text: TEXT }, factory).notices).toMatchObject([
      { code: 'scenario.nothing' },
    ]);
  });
});

describe('listScenarios', () => {
  it('lists them though the rest of the file cannot be read', () => {
    const answer = listScenarios({ text: TEXT.replace('gpus:', 'gpus: words #') });
    if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
    expect(answer.value.scenarios).toMatchObject([
      { name: 'Cool', about: 'Cold water', edits: { 'site.pue': '1.05', 'fleet.gpus': '2032' } },
      { name: 'site: v1.0 / Ωµ 😀', edits: { 'site.pue': '1.4' } },
    ]);
    expect(listScenarios({ text: POD })).toEqual({ ok: true, value: { scenarios: [] } });
  });
});
