import { describe, expect, it } from 'vitest';
import { simulate, type TwinRun, type TwinScenario } from './index.ts';
import { cause, constant, DAY, QUIET, replicated, runWith, strikesOf } from './scenario.fixture.ts';

const times = { detectCrash: constant(60), restart: { median: 400, sigma: 0.5 } };
const RUN = runWith({ checkpoint: { writeTime: 15, bytes: 0 } }, {}, times);
const FAILING: TwinScenario = {
  ...QUIET,
  runs: [RUN],
  causes: [cause(3e-6), cause(3e-6, { median: 7200, sigma: 1 })],
  horizon: 30 * DAY,
};
const REPLICATED: TwinScenario = {
  ...FAILING,
  runs: [replicated(4, 2, { recovery: 'replica' }, { ...times, rejoin: constant(600) })],
  domains: [
    { kind: 'rack', cause: 'Rack power', rate: 1e-6, repair: constant(3600), bandwidthLeft: 0 },
  ],
  stragglers: { ...QUIET.stragglers, rate: 1e-6, factor: 2, duration: constant(600) },
};

describe('determinism', () => {
  it('is the same life under the same seed, and another under another', () => {
    const digest = (seed: number) => simulate(FAILING, seed, 2).digest;
    expect(digest(1)).toBe(digest(1));
    expect(digest(1)).not.toBe(digest(2));
  });

  // A change of these digests is a change of what a seed means: say so in the changelog.
  it.each([
    ['a gang that starts again', FAILING, '58796bf33c758a41'],
    ['replicas, racks and slow nodes', REPLICATED, '04f6781d60922b52'],
  ])('lives %s as it always did', (_, scenario, digest) => {
    expect(simulate(scenario, 7, 3).digest).toBe(digest);
  });
});

/** Times, causes and nodes of what broke in the whole fleet, whatever it did to runs. */
function failuresOf(scenario: TwinScenario): string[] {
  return strikesOf(scenario, 4).map(({ at, fault }) => `${at} ${JSON.stringify(fault)}`);
}

describe('common random numbers', () => {
  // Every failure is of a cause that takes its node out for no time: none is hidden by a repair.
  const causes = [cause(5e-6, constant(0)), { ...cause(2e-6, constant(0)), name: 'NIC' }];
  const scenario = { ...FAILING, causes };
  const failures = failuresOf(scenario);
  const withRun = (run: TwinRun, change: Partial<TwinScenario> = {}) =>
    failuresOf({ ...scenario, runs: [run], ...change });

  it('has enough failures for a test', () => {
    expect(failures.length).toBeGreaterThan(100);
  });

  it.each([
    ['interval', runWith(RUN, { checkpoint: { kind: 'fixed', interval: 5000 } })],
    ['recovery', runWith(RUN, { recovery: 'repair' })],
    ['replicas', replicated(2, 4, { recovery: 'replica' }, times)],
    ['restart', runWith(RUN, {}, { restart: { median: 900, sigma: 1 } })],
    ['maintenance', runWith({ ...RUN, maintenanceRate: 1 / DAY, maintenance: constant(3600) })],
  ])('lets the same nodes fail at the same times whatever the %s of the run', (_, run) => {
    const others = withRun(run).filter((failure) => failure.includes('"what":"node"'));
    expect(others).toEqual(failures);
  });

  it('lets the same nodes fail at the same times whatever happens to runs as a whole', () => {
    const jobHazards = [{ name: 'NCCL', ratePerSecond: 1e-5, detection: 'crash' } as const];
    const corruption = { ...QUIET.corruption, rate: 1e-7 };
    const stormy = withRun({ ...RUN, jobHazards }, { corruption });
    expect(stormy.length).toBeGreaterThan(failures.length);
    expect(stormy.filter((failure) => failure.includes('"what":"node"'))).toEqual(failures);
  });

  it('moves no failure of other nodes where repairs take longer', () => {
    const slower = failuresOf({ ...FAILING, causes: [cause(5e-6, { median: 5000, sigma: 1 })] });
    const ample = failuresOf({ ...FAILING, causes: [cause(5e-6, constant(0))] });
    // What is in repair breaks no more: a part of the failures, at their own times.
    const strip = (all: string[]) => all.map((failure) => failure.replace(/"repair".*/, ''));
    expect(strip(ample)).toEqual(expect.arrayContaining(strip(slower)));
    expect(slower.length).toBeGreaterThan(0.9 * ample.length);
  });

  it('moves no failure of other nodes where a part is renewed or not', () => {
    const ageing = (replacesPart: boolean) => {
      const part = { ...cause(2e-6, constant(60)), shape: 0.7, replacesPart };
      return strikesOf({ ...FAILING, causes: [part] }, 4).map(({ at, fault }) => ({
        at,
        node: 'node' in fault ? fault.node : -1,
      }));
    };
    const [renewed, kept] = [ageing(true), ageing(false)];
    const firstOf = (all: typeof kept) => {
      const seen = new Set<number>();
      return all.filter(({ node }) => !seen.has(node) && seen.add(node));
    };
    expect(firstOf(renewed)).toEqual(firstOf(kept));
    expect(renewed).not.toEqual(kept);
  });
});
