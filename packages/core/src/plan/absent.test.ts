import { describe, expect, it } from 'vitest';
import type { Factory } from '../factory/index.ts';
import { planFactory } from './index.ts';
import { exampleText, factoryOf, planOf, wrongNotes } from './notes.fixture.ts';

const POD = exampleText('one-pod');

/** The pod from a file that says nothing about money and dates; with claims only if given. */
function silent(claims: readonly string[] = []): Factory {
  const written = claims.map((quantity) => `{ claim: c, quantity: ${quantity}, atMost: $1 }`);
  const {
    schedule: _,
    money: __,
    ...factory
  } = factoryOf(POD, {
    requirements: `[${written.join(', ')}]`,
  });
  return { ...factory, schedule: undefined, money: undefined };
}

/** Figures that have to do with money or dates. */
const TOUCHY = /^(?:money|dates)\.|\.(?:start|end|cost)$/;

describe('a plan of a file without schedule and money', () => {
  const plan = planOf(silent());

  it('has neither of them, not even as null', () => {
    const text = JSON.stringify({ ...plan, notes: {} });
    expect(Object.keys(plan)).not.toContain('money');
    expect(Object.keys(plan)).not.toContain('dates');
    for (const key of ['start', 'end', 'cost']) {
      expect(Object.keys(plan.training['pretrain']!)).not.toContain(key);
    }
    expect(text).not.toContain('null');
  });

  it('has everything else as before', () => {
    const whole = planOf(factoryOf(POD, { requirements: '[]' }));
    const { start: _, end: __, cost: ___, ...run } = whole.training['pretrain']!;
    expect(plan.training['pretrain']).toEqual(run);
    expect(plan.power).toEqual(whole.power);
  });

  it('explains all that it has, and nothing that it lacks', () => {
    expect(wrongNotes(plan.notes)).toEqual([]);
    const derived = Object.keys(plan.notes).filter((id) => !id.startsWith('factory.'));
    expect(derived.filter((id) => TOUCHY.test(id))).toEqual([]);
  });

  it.each([
    ['money.capex.total', 'hardware.node'],
    ['money.perGpuHour * 2', 'hardware.node'],
    ['training.pretrain.cost', 'hardware.node'],
    ['dates.ready', 'schedule:'],
    ['training.pretrain.end', 'schedule:'],
  ])('answers a claim about %s with what to add', (quantity, remedy) => {
    const planned = planFactory(silent([quantity]));
    expect(planned.ok).toBe(false);
    const problems = planned.ok ? [] : planned.problems;
    expect(problems).toMatchObject([
      { code: 'requirement.absent', path: 'requirements.0.quantity' },
    ]);
    expect(problems[0]!.message).toContain(remedy);
  });

  it('still recognises a mistyped name', () => {
    const planned = planFactory(silent(['power.facilty']));
    expect(planned.ok ? [] : planned.problems).toMatchObject([{ code: 'requirement.quantity' }]);
  });
});

describe('a run with a date of its own', () => {
  it('has dates without a schedule', () => {
    const { schedule: _, ...factory } = factoryOf(POD, { 'runs.pretrain.start': '2027-03-01' });
    const plan = planOf({ ...factory, schedule: undefined, requirements: [] });
    const { start, end, duration } = plan.training['pretrain']!;
    expect(plan.dates).toBeUndefined();
    expect(start).toBe(Date.UTC(2027, 2, 1) / 1000);
    expect(end! - start!).toBeCloseTo(duration, 3);
  });
});
