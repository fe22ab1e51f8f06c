import { describe, expect, it } from 'vitest';
import { drawSimCase, narrowSimCase, shrinkSimCase, wholeOf } from './index.ts';
import type { SimCase } from './sim-case.ts';

const seed = Array.from({ length: 100 }, (_, index) => index).find((index) => {
  const { scenario, messages } = drawSimCase(index);
  return scenario.faults.length > 10 && messages.length > 5 && scenario.runs.length > 2;
})!;
const sim = drawSimCase(seed);
const [second, eighth] = [sim.scenario.faults[2]!, sim.scenario.faults[8]!];
const third = sim.messages[3]!;

/** Fails as soon as two certain faults meet a certain mishap. */
function failing({ scenario, messages }: SimCase) {
  const hasAll =
    scenario.faults.includes(second) &&
    scenario.faults.includes(eighth) &&
    messages.includes(third);
  const violation = { rule: 'made up', time: 0, message: 'they met' };
  return { violations: hasAll ? [violation] : [] };
}

describe('shrinkSimCase', () => {
  it('has nothing to shrink where nothing fails', () => {
    expect(shrinkSimCase(sim, () => ({ violations: [] }))).toBeUndefined();
  });

  it('leaves just what it fails of', () => {
    const shrunk = shrinkSimCase(sim, failing);
    expect(shrunk?.narrowing).toMatchObject({ faults: [2, 8], messages: [3] });
    expect(shrunk?.sim.scenario.faults).toEqual([second, eighth]);
    expect(shrunk?.violations).toHaveLength(1);
  });

  it('leaves nothing where it fails of nothing, and one run', () => {
    const violations = [{ rule: 'made up', time: 0, message: 'always' }];
    const shrunk = shrinkSimCase(sim, () => ({ violations }));
    expect(shrunk?.narrowing).toMatchObject({ faults: [], messages: [] });
    expect(shrunk?.sim.scenario.runs).toHaveLength(1);
  });

  it('does not go over to another failure', () => {
    const violations = (rule: string) => [{ rule, time: 0, message: '' }];
    const shrunk = shrinkSimCase(sim, ({ messages }) => ({
      violations: violations(messages.includes(third) ? 'one' : 'another'),
    }));
    expect(shrunk?.narrowing.messages).toEqual([3]);
  });
});

describe('narrowSimCase', () => {
  it('is the case itself when nothing is left out', () => {
    expect(narrowSimCase(sim, wholeOf(sim))).toEqual(sim);
  });

  it('knows no index, option or run that the case has not, and no case without runs', () => {
    const whole = wholeOf(sim);
    expect(narrowSimCase(sim, { ...whole, faults: [1000] })).toBeUndefined();
    expect(narrowSimCase(sim, { ...whole, messages: [1000] })).toBeUndefined();
    expect(narrowSimCase(sim, { ...whole, plain: ['no such'] })).toBeUndefined();
    expect(narrowSimCase(sim, { ...whole, plain: ['without-no-such'] })).toBeUndefined();
    const all = sim.scenario.runs.map(({ spec }) => `without-${spec.run}`);
    expect(narrowSimCase(sim, { ...whole, plain: all })).toBeUndefined();
  });

  it('leaves out the faults of a run that it leaves out', () => {
    const [first] = sim.scenario.runs;
    const run = first!.spec.run;
    const narrow = narrowSimCase(sim, { ...wholeOf(sim), plain: [`without-${run}`] });
    expect(narrow?.scenario.faults.some((fault) => 'run' in fault && fault.run === run)).toBe(
      false,
    );
  });
});
