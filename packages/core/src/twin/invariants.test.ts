import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp } from '../base/index.ts';
import { createSupervisor, type SupervisorEvent, step } from '../control/index.ts';
import {
  InvariantChecker,
  liveReplica,
  replay,
  type TwinDuration,
  type TwinScenario,
} from './index.ts';

const detection = fc.constantFrom('crash' as const, 'hang' as const);

/** Evenly over the range: `fc.double` would nearly always draw a time or a rate next to 0. */
function seconds(least: number, most: number): fc.Arbitrary<number> {
  return fc.integer({ min: least * 1000, max: most * 1000 }).map((ms) => ms / 1000);
}

const policy = fc.record({
  checkpointInterval: fc.oneof(fc.constant(1e-6), seconds(1, 7200)),
  hangTimeout: seconds(0, 1800),
  probeInterval: seconds(10, 600),
  confirmTimeout: seconds(10, 3600),
  useSpares: fc.boolean(),
  maxCordonShare: fc.constantFrom(0, 0.2, 0.5, 1),
  retryBudgets: fc.constantFrom({}, { gpu: 3 }),
  crashLoopAttempts: fc.integer({ min: 1, max: 1000 }),
});
/** From never to several times an hour. */
const MOST_OFTEN = 1e-3;
const rate = fc.nat(1000).map((share) => (share / 1000) * MOST_OFTEN);

/** Scenarios of all kinds, whose waits and repairs take up to `longest` s in the median. */
function scenariosUpTo(longest: number): fc.Arbitrary<TwinScenario> {
  const duration = fc.record({
    median: fc.oneof(fc.constant(0), seconds(0, longest)),
    sigma: fc.constantFrom(0, 0.5, 2),
  });
  const cause = {
    name: fc.constantFrom('gpu', 'network', 'host memory'),
    ratePerNodeSecond: rate,
    component: fc.constant('part'),
    detection,
  };
  const causes = fc.oneof(fc.record(cause), fc.record({ ...cause, repair: duration }));
  const jobHazard = { name: fc.constant('software'), ratePerSecond: rate, detection };
  return fc
    .record({
      spares: fc.nat(6),
      gangNodes: fc.integer({ min: 1, max: 12 }),
      causes: fc.array(causes, { maxLength: 3 }),
      jobHazard: fc.record(jobHazard),
      plannedMaintenanceRate: rate,
      checkpointWriteTime: fc.oneof(fc.constant(0), seconds(0, 900)),
      detectCrash: duration,
      diagnose: duration,
      restart: duration,
      spareSwap: duration,
      maintenance: duration,
      horizon: seconds(1, 300_000),
      work: fc.oneof(fc.constant(1e12), seconds(1, 200_000)),
      policy,
    })
    .map(({ spares, ...rest }) => ({
      ...rest,
      run: 'r',
      nodes: rest.gangNodes + spares,
      gpusPerNode: 8,
    }));
}
const scenarios = scenariosUpTo(20_000);

/** Mean of a log-normal time, s. */
function meanOf({ median, sigma }: TwinDuration): number {
  return median * exp((sigma * sigma) / 2);
}

/** The longest way from a failure to the next checkpoint, every step of it at its mean, s. */
function cycleOf(scenario: TwinScenario): number {
  const { detectCrash, diagnose, spareSwap, restart, maintenance, causes, policy } = scenario;
  const steps = [detectCrash, diagnose, spareSwap, restart, maintenance].map(meanOf);
  const repairs = causes.map(({ repair }) => (repair ? meanOf(repair) : 0));
  const waits = [policy.hangTimeout, policy.probeInterval, policy.checkpointInterval];
  const parts = [...steps, ...waits, scenario.checkpointWriteTime, Math.max(0, ...repairs)];
  return parts.reduce((sum, part) => sum + part, 0);
}

/**
 * Of each kind of trouble at most one per cycle, over the whole fleet. A cycle free of all three, which
 * is about one in e^3, brings a checkpoint; ten of them take some hundreds of cycles. The horizon of
 * 100,000 is for the tails of the log-normal times: only what is stuck gets there.
 */
const recoverable: fc.Arbitrary<TwinScenario> = fc
  .record({
    drawn: scenariosUpTo(300),
    checkpoints: fc.integer({ min: 1, max: 100 }).map((tenths) => tenths / 10),
    checkpointInterval: seconds(60, 600),
    maxCordonShare: fc.constantFrom(0.01, 0.2, 1),
  })
  .map(({ drawn, checkpoints, checkpointInterval, maxCordonShare }) => {
    const bounds = { retryBudgets: {}, crashLoopAttempts: 1e9 };
    const policy = { ...drawn.policy, ...bounds, checkpointInterval, maxCordonShare };
    const cycle = cycleOf({ ...drawn, policy });
    const calm = 1 / (MOST_OFTEN * cycle);
    const calmNode = calm / (drawn.nodes * Math.max(1, drawn.causes.length));
    return {
      ...drawn,
      causes: drawn.causes.map((cause) => ({
        ...cause,
        ratePerNodeSecond: cause.ratePerNodeSecond * calmNode,
      })),
      jobHazard: { ...drawn.jobHazard, ratePerSecond: drawn.jobHazard.ratePerSecond * calm },
      plannedMaintenanceRate: drawn.plannedMaintenanceRate * calm,
      work: checkpoints * checkpointInterval,
      horizon: 100_000 * cycle,
      policy,
    };
  });
const MOST_EVENTS = 100_000;

/** A scenario says enough as it was drawn; making it smaller takes minutes. */
const ONCE = { endOnFailure: true };

describe('a life', () => {
  it('keeps every invariant, whatever the scenario', () => {
    fc.assert(
      fc.property(scenarios, fc.nat(1000), (scenario, seed) => {
        const checker = new InvariantChecker(scenario);
        const { account, elapsed } = liveReplica(scenario, seed, 0, checker);
        expect(checker.violations).toEqual([]);
        expect(account.useful).toBeLessThanOrEqual(elapsed);
      }),
      { ...ONCE, numRuns: 300 },
    );
  });

  it('ends well when failures leave time to recover: none leaves it stuck', () => {
    fc.assert(
      fc.property(recoverable, fc.nat(1000), (scenario, seed) => {
        let events = 0;
        const { outcome } = liveReplica(scenario, seed, 0, {
          step: (_, event, { state }) => {
            // What is stuck need not be quiet: it may be asking again for ever.
            if (++events > MOST_EVENTS) throw new Error(`${state.phase} at "${event.kind}"`);
          },
        });
        expect(outcome).toBe('finished');
      }),
      { ...ONCE, numRuns: 300 },
    );
  });

  it('is the same life watched or not', () => {
    fc.assert(
      fc.property(scenarios, fc.nat(1000), (scenario, seed) => {
        const unwatched = liveReplica(scenario, seed, 0);
        expect(replay(scenario, seed).digest).toBe(unwatched.digest);
      }),
      { ...ONCE, numRuns: 60 },
    );
  });

  it('is told in order, and its samples account for all time', () => {
    fc.assert(
      fc.property(scenarios, fc.nat(1000), (scenario, seed) => {
        const { events, samples } = replay(scenario, seed);
        expect(events.map((event) => event.time)).toEqual(
          events.map((event) => event.time).toSorted((a, b) => a - b),
        );
        expect(events[0]?.kind).toBe('start');
        expect(events.at(-1)?.kind).toBe('end');
        samples.time.forEach((time, index) => {
          const lost = Object.values(samples.lost).map((series) => series[index] ?? Number.NaN);
          const sum = lost.reduce((total, part) => total + part, samples.useful[index] ?? 0);
          expect(Math.abs(sum - time)).toBeLessThan(1e-5);
        });
      }),
      { ...ONCE, numRuns: 60 },
    );
  });
});

describe('InvariantChecker', () => {
  const scenario = fc.sample(scenarios, { numRuns: 1, seed: 1 })[0]!;
  const body = { run: 'r', attempt: 1, epoch: 2 };
  const stopped: SupervisorEvent = { ...body, kind: 'stopped' };
  const state = createSupervisor({
    run: 'r',
    mode: 'act',
    policy: scenario.policy,
    nodes: scenario.nodes,
    gangNodes: scenario.gangNodes,
  });
  const quiet = step(state, stopped);
  const rulesOf = (checker: InvariantChecker) => checker.violations.map(({ rule }) => rule);

  it('sees a second attempt', () => {
    const checker = new InvariantChecker(scenario);
    const launch = (id: number) => ({ ...body, kind: 'launch', work: 0, id, attempt: id }) as const;
    checker.step(0, stopped, { ...quiet, commands: [launch(1), launch(2)] });
    expect(rulesOf(checker)).toEqual(['one attempt']);
  });

  it('sees a bad node being placed', () => {
    const checker = new InvariantChecker(scenario);
    const place = { ...body, kind: 'place', add: [3], remove: [], id: 1 } as const;
    const failed: SupervisorEvent = { ...body, kind: 'nodeFailed', node: 3, cause: 'gpu' };
    checker.step(0, failed, { ...quiet, commands: [place] });
    expect(rulesOf(checker)).toEqual(['sound nodes']);
  });

  it('sees a gang that is short', () => {
    const checker = new InvariantChecker(scenario);
    checker.step(0, stopped, { ...quiet, state: { ...state, phase: 'running' } });
    expect(rulesOf(checker)).toEqual(['full gang']);
  });

  it('sees a checkpoint go backwards', () => {
    const checker = new InvariantChecker(scenario);
    checker.step(0, { ...body, kind: 'checkpointed', work: 9 }, quiet);
    checker.step(0, { ...body, kind: 'checkpointed', work: 8 }, quiet);
    expect(rulesOf(checker)).toEqual(['safe work']);
  });

  it('sees time that is not accounted for', () => {
    const checker = new InvariantChecker(scenario);
    const lost = {
      detect: 0,
      waitForNodes: 1,
      restart: 0,
      rework: 0,
      checkpoint: 0,
      maintenance: 0,
    };
    checker.end(10, 'running', { useful: 8, lost });
    expect(rulesOf(checker)).toEqual(['time']);
  });
});
