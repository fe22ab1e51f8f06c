import { describe, expect, it } from 'vitest';
import { checkScenario } from '../check-scenario.ts';
import { drawSimCase, runSimCase } from './index.ts';

const cases = Array.from({ length: 600 }, (_, seed) => drawSimCase(seed));

describe('drawSimCase', () => {
  it('draws only what can be lived', () => {
    expect(cases.filter(({ scenario }) => !checkScenario(scenario).ok)).toEqual([]);
  });

  it('draws the same case for the same seed, and others for others', () => {
    expect(drawSimCase(7)).toEqual(drawSimCase(7));
    expect(drawSimCase(8)).not.toEqual(drawSimCase(7));
  });

  it('has all faults strike before the healing, and lives long beyond it', () => {
    for (const { scenario, healAt } of cases) {
      for (const { at } of scenario.faults) expect(at).toBeLessThan(healAt);
      expect(scenario.horizon).toBeGreaterThan(healAt);
    }
  });

  it('comes to every kind of fault, mishap, recovery and run, but never to all in one case', () => {
    const kindsOf = (faults: readonly { readonly what: string }[]) =>
      new Set(faults.map(({ what }) => what));
    const faults = kindsOf(cases.flatMap(({ scenario }) => [...scenario.faults]));
    expect([...faults].toSorted()).toEqual([
      'bandwidth',
      'corruption',
      'domain',
      'doubt',
      'drain',
      'job',
      'maintenance',
      'node',
      'person',
      'slow',
    ]);
    for (const { scenario } of cases) expect(kindsOf(scenario.faults).size).toBeLessThan(10);
    const mishaps = new Set(cases.flatMap(({ messages }) => messages.map(({ what }) => what)));
    expect([...mishaps].toSorted()).toEqual(['again', 'late', 'lost']);
    const runs = cases.flatMap(({ scenario }) => [...scenario.runs]);
    expect(new Set(runs.map(({ spec }) => spec.policy.recovery)).size).toBe(4);
    expect(new Set(runs.map(({ kind }) => kind)).size).toBe(2);
    expect(new Set(cases.map(({ scenario }) => scenario.duringRecovery)).size).toBe(3);
    expect(cases.some(({ scenario }) => scenario.fleet.maxCordonShare === 0)).toBe(true);
  });
});

describe('runSimCase', () => {
  it('finds every rule kept', () => {
    const seeds = Array.from({ length: 10 }, (_, index) => index);
    const broken = seeds.flatMap((seed) => {
      const { violations } = runSimCase(drawSimCase(seed));
      return violations.slice(0, 1).map((violation) => ({ seed, ...violation }));
    });
    expect(broken).toEqual([]);
  });

  it('lives the same life again, watched or not', () => {
    let strikes = 0;
    for (const seed of [3, 14, 15]) {
      const watched = runSimCase(drawSimCase(seed), { watcher: { strike: () => strikes++ } });
      expect(runSimCase(drawSimCase(seed))).toEqual(watched);
    }
    expect(strikes).toBeGreaterThan(0);
  });

  it('refuses what cannot be lived', () => {
    const sim = drawSimCase(1);
    const scenario = { ...sim.scenario, runs: [] };
    expect(() => runSimCase({ ...sim, scenario })).toThrow(RangeError);
  });

  it('takes a crash of the twin for a violation', () => {
    const crash = () => {
      throw new Error('no place is free');
    };
    const { violations } = runSimCase(drawSimCase(1), { watcher: { begun: crash } });
    expect(violations).toMatchObject([{ rule: 'no crash', message: 'no place is free' }]);
  });
});
