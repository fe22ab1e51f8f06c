import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { YEAR_S } from '../../base/index.ts';
import { planText } from '../factory-text.ts';
import type { CompareRequest } from './cases.ts';
import { changeOf } from './compare.ts';
import { checkScenarios } from './plan-scenario.ts';
import { compareScenarios } from './study.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const POD = example('one-pod');
const SCENARIOS = `scenarios:
  Twice:
    about: Two pods
    fleet.gpus: 2032
  Cool: { site.pue: 1.05 }
  Same: { fleet.gpus: 1016 }
  Broken: { hardware.gpu: h100-smx }
`;
const TEXT = `${POD}${SCENARIOS}`;
const FIRST_LINE = POD.split('\n').length;

function compared(input: Partial<CompareRequest> = {}) {
  const answer = compareScenarios({ text: TEXT, ...input });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

function refused(input: Partial<CompareRequest>) {
  const answer = compareScenarios({ text: TEXT, ...input });
  if (answer.ok) throw new Error('not refused');
  return answer.problems;
}

describe('a comparison that cannot be made', () => {
  const with_ = (name: string) => [{ name, edits: { 'site.pue': '1.2' } }];
  it.each([
    ['an unknown scenario', { scenarios: ['Twise'] }, 'compare.scenario', 'Twice'],
    ['a name twice', { scenarios: ['Twice', 'Twice'] }, 'compare.twice', undefined],
    ['the name of the base', { with: with_('base') }, 'compare.twice', undefined],
    [
      'two scenarios of a name',
      { scenarios: ['Cool'], with: with_('Cool') },
      'compare.twice',
      undefined,
    ],
    ['a file without scenarios', { text: POD }, 'compare.none', undefined],
    ['none of a file without any', { text: POD, scenarios: ['x'] }, 'compare.scenario', undefined],
    ['more than fit', { with: 'abcdef'.split('').flatMap(with_) }, 'compare.many', undefined],
    [
      'a base that cannot be planned',
      { edits: { 'fleet.gpus': '1001' } },
      'fleet.nodes',
      undefined,
    ],
  ])('says so of %s', (_what, input, code, nearest) => {
    const [problem] = refused(input);
    expect(problem).toMatchObject({ code, ...(nearest === undefined ? {} : { nearest }) });
  });
});

describe('a scenario that cannot be planned', () => {
  it('keeps its problems, at its place in the file, and does not stop the others', () => {
    const { scenarios, figures, requirements } = compared({ file: 'pod.yaml' });
    expect(scenarios.map(({ name }) => name)).toEqual(['base', 'Twice', 'Cool', 'Same', 'Broken']);
    expect(scenarios[4]!.problems).toMatchObject([
      {
        code: 'gpu.unknown',
        path: 'scenarios.Broken.hardware.gpu',
        at: { line: FIRST_LINE + 6, column: 27, file: 'pod.yaml' },
        nearest: 'h100-sxm',
      },
    ]);
    expect(scenarios[4]!.problems[0]!.message).toContain('Scenario "Broken": hardware.gpu: ');
    for (const { values, difference } of figures)
      expect([values[4], difference[4]]).toEqual([null, null]);
    for (const { verdicts } of requirements) expect(verdicts[4]).toBeNull();
    expect(scenarios[1]!.problems).toEqual([]);
  });

  it('has remedies that are written into the scenario', () => {
    const text = `${POD}scenarios:\n  B200: { hardware.gpu: b200-sxm }\n`;
    const { scenarios } = compared({ text });
    const [problem] = scenarios[1]!.problems;
    expect(problem).toMatchObject({ code: 'hardware.kit', path: 'scenarios.B200' });
    expect(Object.keys(problem!.edits!)).toContain('scenarios.B200.hardware.node');
    const mended = compared({ text, edits: problem!.edits! });
    expect(mended.scenarios[1]!.problems).toEqual([]);
  });

  it('that was given has no place in the file, and its name in words', () => {
    const given = [{ name: 'Fewer', edits: { 'fleet.gpus': '1001' } }];
    const [problem] = compared({ with: given }).scenarios[1]!.problems;
    expect(problem).toMatchObject({ code: 'fleet.nodes', path: 'fleet.gpus' });
    expect(problem).not.toHaveProperty('at');
    expect(problem!.message).toContain('Scenario "Fewer"');
  });
});

describe('compareScenarios', () => {
  it('has every headline figure, equal or not, with the difference from the base', () => {
    const { figures } = compared({ scenarios: ['Twice', 'Cool'] });
    expect(figures.length).toBeGreaterThanOrEqual(12);
    const gpus = figures.find(({ path }) => path === 'fleet.gpus');
    expect(gpus).toEqual({
      ...{ path: 'fleet.gpus', label: 'GPUs', unit: 'GPU' },
      values: [1016, 2032, 1016],
      difference: [0, 1016, 0],
    });
    const base = planText({ text: TEXT });
    if (!base.ok) throw new Error('no plan');
    for (const { path, values, difference } of figures) {
      expect(values[0]).toBe(base.value.plan.notes[path]!.value);
      expect(difference[0]).toBe(0);
    }
  });

  it('has 12 and more of a file that says next to nothing', () => {
    const text = 'gigafactory: 1\nhardware: { gpu: h100-sxm }\nfleet: { gpus: 64 }\n';
    const given = [{ name: 'Twice', edits: { 'fleet.gpus': '128' } }];
    expect(compared({ text, with: given }).figures.length).toBeGreaterThanOrEqual(12);
  });

  it('puts figures first that differ most in any scenario, equal ones last', () => {
    const { figures } = compared({ scenarios: ['Twice', 'Cool'] });
    const changes = figures.map(({ values, unit }) =>
      Math.max(...values.map((value) => changeOf(values[0]!, value, unit))),
    );
    expect(changes).toEqual(changes.toSorted((a, b) => b - a));
    expect(changes[0]).toBeGreaterThan(0);
    expect(changes.at(-1)).toBe(0);
  });

  it('puts claims first on which they differ', () => {
    const { requirements } = compared({
      with: [
        {
          name: 'Strict',
          edits: { 'requirements.1.atLeast': '99 %', 'requirements.1.atMost': '' },
        },
      ],
      text: POD,
    });
    const differ = requirements.map(({ verdicts }) => verdicts[0] !== verdicts[1]);
    expect(differ).toEqual(differ.toSorted((a, b) => Number(b) - Number(a)));
  });

  it('changes the file by the edits of the call before the scenarios do', () => {
    const { figures } = compared({ edits: { 'site.pue': '2' }, scenarios: ['Twice', 'Cool'] });
    const [base, twice, cool] = figures.find(({ path }) => path === 'power.facility')!.values;
    expect(twice! / base!).toBeCloseTo(2, 1);
    expect(cool! / base!).toBeCloseTo(1.05 / 2, 9);
  });

  it('takes the first five of a file with more, and names the rest', () => {
    const many = Array.from(
      { length: 7 },
      (_, index) => `  s${index}: { site.pue: 1.${index + 1} }\n`,
    );
    const { scenarios, leftOut } = compared({ text: `${POD}scenarios:\n${many.join('')}` });
    expect(scenarios).toHaveLength(6);
    expect(leftOut).toEqual(['s5', 's6']);
  });

  it('does not plan the base otherwise than a file without scenarios', () => {
    const plain = planText({ text: POD });
    const planned = planText({ text: TEXT });
    if (!plain.ok || !planned.ok) throw new Error('no plan');
    expect(planned.value.plan).toEqual(plain.value.plan);
  });

  it('judges claims on the twin by lives of each scenario', { timeout: 120_000 }, () => {
    const text = POD.replace(
      'requirements:\n',
      'requirements:\n  - { claim: Useful, quantity: twin.pretrain.goodput, atLeast: 10 % }\n',
    ).replace('2T tokens', '20B tokens');
    const given = [{ name: 'Slow', edits: { 'operations.recoveryTime': '2 h' } }];
    const { requirements } = compared({ text, with: given });
    expect(requirements.find(({ claim }) => claim === 'Useful')).toMatchObject({
      verdicts: ['holds', 'holds'],
    });
  });
});

describe('changeOf', () => {
  it.each([
    [1, 1, 'W', 0],
    [100, 50, 'W', 0.5],
    [50, 100, 'W', 0.5],
    [0, 5, 'W', 1],
    [null, 5, 'W', 1],
    [5, null, 'W', 1],
    [null, null, 'W', 0],
    [Number.POSITIVE_INFINITY, 5, 's', 1],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 's', 0],
    [0, YEAR_S / 4, 'date', 0.25],
    [0, 3 * YEAR_S, 'date', 1],
  ])('from %s to %s %s is %s', (before, after, unit, change) => {
    expect(changeOf(before, after, unit)).toBe(change);
  });
});

describe('checkScenarios', () => {
  it('finds the problems of all scenarios, and notices one that changes nothing', () => {
    const planned = planText({ text: TEXT });
    if (!planned.ok) throw new Error('no plan');
    const { problems, notices } = checkScenarios({ text: TEXT }, planned.value.factory);
    expect(problems).toMatchObject([{ path: 'scenarios.Broken.hardware.gpu' }]);
    expect(notices).toMatchObject([
      { code: 'scenario.nothing', path: 'scenarios.Same', at: { line: FIRST_LINE + 5 } },
    ]);
  });
});

describe('what is told beside the headline figures', () => {
  it('has runs with their strategies, what has dates, and the bill', () => {
    const text = example('gigafactory-of-compute');
    const { scenarios, money } = compared({ text, scenarios: ['50,000 GPUs'] });
    const [base, half] = scenarios;
    expect(base!.runs).toMatchObject([{ name: 'grok-3', gpus: 98_304 }]);
    expect(half!.runs).toMatchObject([{ name: 'grok-3', gpus: 49_152 }]);
    expect(base!.runs[0]!.strategy).toMatch(/TP\d/);
    expect(base!.schedule.at(-1)).toMatchObject({ kind: 'run', name: 'grok-3' });
    const starts = base!.schedule.filter(({ kind }) => kind === 'task').map(({ start }) => start);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    const parts = money.filter(({ path }) => /capex\.(?!total)/.test(path));
    const total = money.find(({ path }) => path === 'money.capex.total')!;
    for (const column of [0, 1]) {
      const sum = parts.reduce((all, { values }) => all + values[column]!, 0);
      expect(sum / total.values[column]!).toBeCloseTo(1, 9);
    }
  });

  it('compares with another file too, whose problems are its own', () => {
    const other = POD.replace('1016', '2032');
    const given = [
      { name: 'other', text: other, edits: {} },
      { name: 'broken', text: 'gigafactory: 1', edits: {} },
    ];
    const { scenarios, figures } = compared({ with: given });
    const gpus = figures.find(({ path }) => path === 'fleet.gpus')!;
    expect(gpus.values).toEqual([1016, other === POD ? 1016 : 2032, null]);
    expect(scenarios[2]!.problems[0]).toMatchObject({ code: 'key.missing' });
  });
});
