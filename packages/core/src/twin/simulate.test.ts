import { describe, expect, it } from 'vitest';
import { exp } from '../base/index.ts';
import {
  liveReplica,
  replay,
  simulate,
  type TwinCause,
  type TwinDuration,
  type TwinScenario,
} from './index.ts';

const DAY = 86_400;
const constant = (median: number) => ({ median, sigma: 0 });

/** Nothing fails, and whatever a test leaves out takes no time. */
const QUIET: TwinScenario = {
  run: 'test',
  nodes: 8,
  gangNodes: 8,
  gpusPerNode: 8,
  causes: [],
  jobHazard: { name: 'software', ratePerSecond: 0, detection: 'crash' },
  plannedMaintenanceRate: 0,
  checkpointWriteTime: 0,
  detectCrash: constant(0),
  diagnose: constant(0),
  restart: constant(0),
  spareSwap: constant(0),
  maintenance: constant(0),
  horizon: 54 * DAY,
  work: 1e12,
  policy: {
    checkpointInterval: 600,
    hangTimeout: 600,
    probeInterval: 60,
    confirmTimeout: 3600,
    useSpares: true,
    maxCordonShare: 1,
    retryBudgets: {},
    crashLoopAttempts: 1e9,
  },
};

const gpu = (ratePerNodeSecond: number, repair: TwinDuration = constant(0)) => ({
  name: 'Faulty GPU',
  ratePerNodeSecond,
  component: 'gpu',
  repair,
  detection: 'crash' as const,
});

/** Starting again on the node is enough. */
const software = (
  ratePerNodeSecond: number,
  detection: TwinCause['detection'] = 'crash',
): TwinCause => ({ name: 'software', ratePerNodeSecond, component: 'job', detection });

const LLAMA_3_RATE = 419 / (2048 * 54 * DAY);

/** 16,384 H100 for 54 days with 419 unexpected interruptions (Llama 3, section 3.3.4). */
const LLAMA_3: TwinScenario = {
  ...QUIET,
  nodes: 2112,
  gangNodes: 2048,
  causes: [gpu(LLAMA_3_RATE, { median: 2 * DAY, sigma: 1 })],
  plannedMaintenanceRate: 47 / (54 * DAY),
  checkpointWriteTime: 5,
  detectCrash: constant(60),
  diagnose: constant(120),
  restart: { median: 300, sigma: 0.5 },
  spareSwap: constant(60),
  maintenance: constant(1200),
};

describe('simulate', () => {
  it('refuses scenarios that cannot be lived through', () => {
    expect(() => simulate({ ...QUIET, gangNodes: 9 }, 1, 2)).toThrow('nodes');
    expect(() => simulate({ ...QUIET, horizon: Number.NaN }, 1, 2)).toThrow('horizon');
    expect(() => simulate({ ...QUIET, causes: [gpu(-1)] }, 1, 2)).toThrow('causes.0');
    expect(() => simulate({ ...QUIET, causes: [gpu(0, constant(-1))] }, 1, 2)).toThrow('repair');
    expect(() => simulate({ ...QUIET, work: Number.POSITIVE_INFINITY }, 1, 2)).toThrow('work');
    expect(() => simulate(QUIET, 1, 1)).toThrow('at least two');
  });

  it('loses nothing when nothing happens', () => {
    const { ettr, outcomes, interruptions } = simulate(QUIET, 1, 2);
    expect(ettr.mean).toBe(1);
    expect(interruptions.unexpected.mean).toBe(0);
    expect(outcomes).toEqual({ finished: 0, failed: 0, running: 2 });
  });

  it('finishes after the work and its checkpoints', () => {
    const scenario = { ...QUIET, work: 1500, checkpointWriteTime: 10 };
    const { duration, outcomes } = simulate(scenario, 1, 2);
    expect(outcomes.finished).toBe(2);
    expect(duration?.mean).toBeCloseTo(1500 + 3 * 10, 9);
  });

  it('interrupts Llama 3 405B 419 times in 54 days', () => {
    const { interruptions } = simulate(LLAMA_3, 7, 40);
    const sigmaOfMean = Math.sqrt(419 / 40);
    expect(Math.abs(interruptions.unexpected.mean - 419)).toBeLessThan(2 * sigmaOfMean);
    // A Poisson count varies by its root.
    expect(interruptions.unexpected.sd / Math.sqrt(419)).toBeGreaterThan(0.7);
    expect(interruptions.unexpected.sd / Math.sqrt(419)).toBeLessThan(1.3);
    expect(interruptions.planned.mean).toBeGreaterThan(40);
  });

  for (const [mtti, interval, write, restart] of [
    [3600, 600, 30, 300],
    [1800, 300, 20, 900],
    [20_000, 1800, 120, 600],
  ] as const) {
    it(`agrees with Daly at a failure every ${mtti} s and a checkpoint every ${interval} s`, () => {
      const rate = 1 / mtti;
      // Daly, "A higher order estimate of the optimum checkpoint interval", FGCS 22, 2006, eq. 13:
      // time per interval e^(rate R) (e^(rate (t + w)) - 1) / rate.
      const daly = (rate * interval) / (exp(rate * restart) * (exp(rate * (interval + write)) - 1));
      const scenario = {
        ...QUIET,
        nodes: 16,
        causes: [software(rate / 8)],
        checkpointWriteTime: write,
        restart: constant(restart),
        policy: { ...QUIET.policy, checkpointInterval: interval },
      };
      const { ettr } = simulate(scenario, 3, 36);
      const sigmaOfMean = ettr.sd / 6;
      expect(Math.abs(ettr.mean - daly)).toBeLessThan(3 * sigmaOfMean);
      expect(sigmaOfMean / daly).toBeLessThan(0.01);
    });
  }

  it('needs only the recovery time when checkpoints are free and continuous', () => {
    const rate = 1 / 7200;
    const recovery = 60 + 120 + 420;
    const scenario = {
      ...QUIET,
      nodes: 12,
      causes: [gpu(rate / 8)],
      detectCrash: constant(60),
      diagnose: constant(120),
      spareSwap: constant(60),
      restart: constant(360),
      policy: { ...QUIET.policy, checkpointInterval: 1e-6 },
    };
    const { ettr, lost } = simulate(scenario, 5, 60);
    // Failures during recovery are few here: 1 / (1 + rate R) up to the share of them, rate R / 2.
    const simple = 1 / (1 + rate * recovery);
    expect(ettr.mean).toBeGreaterThan(simple * (1 - (rate * recovery) ** 2));
    expect(ettr.mean).toBeLessThan(simple * (1 + (rate * recovery) ** 2));
    expect(lost.rework.mean).toBeLessThan(1);
  });

  it('waits for the repair when no spare is left', () => {
    const scenario = { ...LLAMA_3, nodes: 2048 };
    const few = simulate(scenario, 2, 3);
    const many = simulate(LLAMA_3, 2, 3);
    expect(few.lost.waitForNodes.mean).toBeGreaterThan(20 * many.lost.waitForNodes.mean);
    expect(few.ettr.mean).toBeLessThan(many.ettr.mean);
  });

  it('loses the hang timeout before it notices a hang', () => {
    const crash = { ...LLAMA_3, causes: [software(LLAMA_3_RATE)] };
    const hang = { ...LLAMA_3, causes: [software(LLAMA_3_RATE, 'hang')] };
    const difference =
      simulate(hang, 2, 4).lost.detect.mean - simulate(crash, 2, 4).lost.detect.mean;
    // 419 times 600 s instead of 60 s, less what strikes while the run is down anyway.
    expect(difference / (419 * 540)).toBeGreaterThan(0.85);
    expect(difference / (419 * 540)).toBeLessThan(1.15);
  });

  it('gives up on a crash loop', () => {
    const scenario = {
      ...QUIET,
      jobHazard: { name: 'software', ratePerSecond: 0.1, detection: 'crash' as const },
      restart: constant(60),
      policy: { ...QUIET.policy, crashLoopAttempts: 5 },
    };
    const { outcomes, ettr, interruptions } = simulate(scenario, 1, 4);
    expect(outcomes.failed).toBe(4);
    expect(interruptions.byCause).toEqual({ software: 5 });
    expect(ettr.mean).toBe(0);
  });

  it('knows no duration of a run that gets nowhere', () => {
    const stillborn = {
      ...QUIET,
      jobHazard: { name: 'software', ratePerSecond: 0.01, detection: 'crash' as const },
      restart: constant(3600),
      horizon: DAY / 4,
    };
    const result = simulate(stillborn, 1, 2);
    expect(result).not.toHaveProperty('duration');
    expect(JSON.stringify(result)).not.toContain('null');
  });

  it('takes a node out for as long as the repair of what broke it', () => {
    const link = { ...gpu(1e-4, constant(7200)), name: 'Link' };
    const scenario = { ...QUIET, causes: [gpu(1e-4, constant(30_000)), link], horizon: 3 * DAY };
    const causeOf = new Map<number, string>();
    const sentAt = new Map<number, number>();
    const seen = new Set<string>();
    liveReplica(scenario, 1, 0, {
      fault: (_, { node = -1, cause }) => causeOf.set(node, cause),
      step: (now, event, { commands }) => {
        for (const command of commands) {
          if (command.kind === 'repair') sentAt.set(command.node, now);
        }
        if (event.kind !== 'repaired') return;
        seen.add(`${causeOf.get(event.node)} ${(now - sentAt.get(event.node)!) / 1e6} s`);
      },
    });
    expect([...seen].toSorted()).toEqual(['Faulty GPU 30000 s', 'Link 7200 s']);
  });

  it('gets a small fleet going again though the cordon limit is less than one of its nodes', () => {
    const scenario = {
      ...QUIET,
      causes: [gpu(1e-6, constant(3600))],
      work: 10 * DAY,
      policy: { ...QUIET.policy, maxCordonShare: 0.1 },
    };
    const { interruptions, outcomes } = simulate(scenario, 1, 4);
    expect(interruptions.unexpected.mean).toBeGreaterThan(2);
    expect(outcomes.finished).toBe(4);
  });

  it('is the same life under the same seed, and another under another', () => {
    const digest = (seed: number) => simulate(LLAMA_3, seed, 2).digest;
    expect(digest(1)).toBe(digest(1));
    expect(digest(1)).not.toBe(digest(2));
    expect(digest(1)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('does not move a failure when repairs take longer', () => {
    const longer = { ...LLAMA_3, causes: [gpu(LLAMA_3_RATE, { median: 3 * DAY, sigma: 1.2 })] };
    const times = (scenario: TwinScenario) => {
      const found: number[] = [];
      liveReplica(scenario, 4, 0, {
        fault: (now, { interrupts }) => {
          if (interrupts) found.push(now);
        },
      });
      return found;
    };
    expect(times(longer)).toEqual(times(LLAMA_3));
  });
});

describe('replay', () => {
  it('tells which nodes take the places of broken ones, so that the gang can be drawn', () => {
    const broken: TwinCause = {
      name: 'GPU',
      ratePerNodeSecond: 1 / (4 * DAY),
      component: 'gpu',
      repair: constant(DAY),
      detection: 'crash',
    };
    const { events } = replay({ ...QUIET, nodes: 12, gangNodes: 8, causes: [broken] }, 7);
    const gang = new Set<number>();
    for (const { kind, node, nodes } of events) {
      for (const joining of nodes ?? []) gang.add(joining);
      if (kind === 'cordoned' && node !== undefined) gang.delete(node);
      if (kind === 'restarted') expect(gang.size).toBe(8);
    }
    expect(events.filter(({ kind }) => kind === 'cordoned').length).toBeGreaterThan(10);
  });
});
