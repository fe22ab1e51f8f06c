import { describe, expect, it } from 'vitest';
import { liveMany, simulate, summarise, type TwinScenario } from './index.ts';
import { cause, constant, DAY, QUIET, replicated, runWith, STEADY } from './scenario.fixture.ts';

const STORMY: TwinScenario = {
  ...QUIET,
  runs: [
    runWith({ checkpoint: { writeTime: 20, bytes: 0 } }, {}, { restart: constant(600) }),
    {
      ...replicated(2, 1, { recovery: 'replica' }, { rejoin: constant(600) }),
      kind: 'serve' as const,
    },
  ].map((run, index) => ({ ...run, spec: { ...run.spec, run: ['train', 'web'][index]! } })),
  causes: [cause(2e-6), cause(1e-6, constant(7200))],
};

describe('summarise', () => {
  const lives = liveMany(STORMY, 3, 0, 8);
  const result = summarise(STORMY, 3, lives);

  it('is what simulate answers, wherever the lives were lived', () => {
    expect(simulate(STORMY, 3, 8)).toEqual(result);
    const parts = [...liveMany(STORMY, 3, 0, 3), ...liveMany(STORMY, 3, 3, 8)];
    expect(summarise(STORMY, 3, parts)).toEqual(result);
  });

  it('says how often what interrupted each run', () => {
    for (const run of [result, ...result.others]) {
      const sum = Object.values(run.interruptions.byCause).reduce((all, mean) => all + mean, 0);
      expect(run.interruptions.unexpected.mean).toBeCloseTo(sum, 9);
      expect(sum).toBeGreaterThan(0);
    }
    expect([result.run, result.nodes]).toEqual(['train', 8]);
    expect(result.others.map(({ run, kind, nodes }) => [run, kind, nodes])).toEqual([
      ['web', 'serve', 2],
    ]);
  });

  it('accounts for all time', () => {
    for (const { ettr, lost } of [result, ...result.others]) {
      const sum = Object.values(lost).reduce((all, { mean }) => all + mean, 0);
      expect(ettr.mean * STORMY.horizon + sum).toBeCloseTo(STORMY.horizon, 3);
    }
    const { held, spare, out } = result.fleet;
    expect(held + spare + out).toBeCloseTo(1, 12);
    expect(out).toBeGreaterThan(0);
  });

  it('gives the duration at the pace of each life, and none to services', () => {
    expect(result.duration?.mean).toBeGreaterThan(STEADY.work);
    expect(result.others[0]).not.toHaveProperty('duration');
  });

  it('names causes that did not strike, with none', () => {
    const quiet = simulate({ ...QUIET, causes: [cause(0)] }, 1, 2);
    expect(quiet.interruptions.byCause).toEqual({ 'Software bug': 0 });
  });

  it('counts how the lives ended', () => {
    const outcomesOf = (run: Partial<TwinScenario['runs'][number]>) =>
      simulate({ ...QUIET, runs: [runWith(run)] }, 1, 3).outcomes;
    expect(outcomesOf({})).toEqual({ finished: 0, failed: 0, running: 3 });
    expect(outcomesOf({ work: DAY })).toEqual({ finished: 3, failed: 0, running: 0 });
    const loop = runWith(
      { jobHazards: [{ name: 'bug', ratePerSecond: 1, detection: 'crash' }] },
      { crashLoopAttempts: 3 },
      { restart: constant(60) },
    );
    const given = simulate({ ...QUIET, runs: [loop] }, 1, 3);
    expect(given.outcomes).toEqual({ finished: 0, failed: 3, running: 0 });
    // At its pace it never ends: no duration, and no null in JSON.
    expect(given).not.toHaveProperty('duration');
    expect(JSON.stringify(given)).not.toContain('null');
  });

  it('fans a short run out over its own length, not over that of the horizon', () => {
    const { fan } = simulate({ ...QUIET, runs: [runWith({ work: 3600 })] }, 1, 3);
    expect(fan.time.at(-1)).toBe(3 * 3600);
    expect(fan.p50[10]).toBeCloseTo(0.5, 1);
    expect(fan.p50.at(-1)).toBe(1);
  });

  it('fans out what is done over time, from nothing upwards', () => {
    for (const { fan } of [result, ...result.others]) {
      expect(fan.time[0]).toBe(0);
      expect(fan.time.at(-1)).toBe(STORMY.horizon);
      for (const curve of [fan.p10, fan.p50, fan.p90]) expect(curve).toHaveLength(fan.time.length);
      expect(fan.p50[0]).toBe(0);
      expect(fan.p90.at(-1)).toBeLessThanOrEqual(1);
      fan.time.forEach((_, at) => {
        expect(fan.p10[at]).toBeLessThanOrEqual(fan.p50[at]!);
        expect(fan.p50[at]).toBeLessThanOrEqual(fan.p90[at]!);
      });
    }
    expect(result.fan.p50.at(-1)).toBeCloseTo(result.ettr.p50, 3);
  });
});
