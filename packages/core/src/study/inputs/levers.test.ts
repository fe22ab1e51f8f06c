import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planText } from '../factory-text.ts';
import { type LeversRequest, leversOf } from './levers.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const POD = example('one-pod');

function levers(input: Partial<LeversRequest> = {}) {
  const answer = leversOf({ text: POD, figure: 'power.facility', ...input });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

describe('leversOf', () => {
  it.each([
    [{ figure: 'power.facilty' }, 'figure.path', 'power.facility'],
    [{ text: 'gigafactory: 1' }, 'key.missing', undefined],
    [{ scenario: 'Cool' }, 'scenario.unknown', undefined],
  ])('refuses %j', (input, code, nearest) => {
    const answer = leversOf({ text: POD, figure: 'power.facility', ...input });
    if (answer.ok) throw new Error('not refused');
    expect(answer.problems[0]).toMatchObject({ code, ...(nearest ? { nearest } : {}) });
  });

  it('has decisions first and of them that which moves the figure furthest', () => {
    const all = levers().levers;
    const decisions = all.filter(({ isDecision }) => isDecision);
    expect(all.slice(0, decisions.length)).toEqual(decisions);
    expect(decisions.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['fleet.gpus', 'site.pue']),
    );
    const widths = decisions.map(({ ends: [low, high] }) => Math.abs(high! - low!));
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
  });

  it('gives spans whose ends the file may say, and the figure there', () => {
    for (const { path, from, to, ends } of levers().levers) {
      // Those that change the fabric are only told by a plan.
      if (/gpus|PerNode|ports/.test(path)) continue;
      for (const [index, end] of [from, to].entries()) {
        const planned = planText({ text: POD, edits: { [path]: end } });
        if (!planned.ok) {
          // The file may say it, though it does not fit what it says elsewhere.
          expect(
            planned.problems.map((problem) => problem.code),
            path,
          ).toEqual(['hardware.kit']);
          continue;
        }
        const { facility } = planned.value.plan.power;
        expect(ends[index]! / facility, path).toBeCloseTo(1, 6);
      }
    }
  });

  it('keeps within what a PUE may be, and to its range where the file has one', () => {
    const pue = levers({ edits: { 'site.pue': '1.25' } }).levers.find(
      ({ path }) => path === 'site.pue',
    );
    expect(pue).toMatchObject({ from: '1', to: '2.5', isRange: false });
    const ranged = levers({ edits: { 'site.pue': '{value: 1.25, range: [1.1, 1.5]}' } });
    expect(ranged.levers.find(({ path }) => path === 'site.pue')).toMatchObject({
      from: '1.1',
      to: '1.5',
      isRange: true,
    });
  });

  it('takes a claim for a figure, by its value', () => {
    expect(levers({ figure: 'requirements.1.value' }).levers.map(({ path }) => path)).toContain(
      'site.pue',
    );
  });
});
