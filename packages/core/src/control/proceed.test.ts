import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_S, youngInterval } from '../base/index.ts';
import { configOf } from './lives.fixture.ts';
import { intervalFor } from './proceed.ts';
import type { CheckpointPolicy } from './protocol/policy.ts';
import { createSupervisor, type RunState } from './state.ts';

const WRITE = 30;
const MEAN = 2 * DAY_S;

function runWith(checkpoint: CheckpointPolicy, seen: Partial<RunState> = {}): RunState {
  const recoveries = ['spare', 'spare', 'spare'] as const;
  const config = configOf('act', { recoveries, maxCordonShare: 1, warmStandbys: 0 });
  const run = createSupervisor(config).runs[0]!;
  const policy = { ...run.spec.policy, checkpoint };
  return { ...run, spec: { ...run.spec, policy }, ...seen };
}

const adaptive = { kind: 'adaptive', writeTime: WRITE, meanTime: MEAN } as const;
/** Since a second in; `days` later. */
const since = 1e6;
const after = (days: number) => since + days * DAY_S * 1e6;

describe('the interval between checkpoints', () => {
  it('is what a fixed policy says, whatever happened', () => {
    const run = runWith({ kind: 'fixed', interval: 1234 }, { interruptions: 50, since });
    expect(intervalFor(run, after(1))).toBe(1234);
  });

  it("is Young's for the expected rate, whatever happened", () => {
    const policy = { kind: 'young', writeTime: WRITE, meanTime: MEAN } as const;
    const run = runWith(policy, { interruptions: 50, since });
    expect(intervalFor(run, after(1))).toBe(youngInterval(WRITE, MEAN));
  });

  it('starts from the expected rate before anything was seen', () => {
    expect(intervalFor(runWith(adaptive), 0)).toBe(youngInterval(WRITE, MEAN));
    expect(intervalFor(runWith(adaptive, { since }), since)).toBe(youngInterval(WRITE, MEAN));
  });

  it('follows the rate that was seen, with the guess worth one interruption', () => {
    // Nine interruptions in eight days and one expected in two: ten in ten days.
    const run = runWith(adaptive, { interruptions: 9, since });
    expect(intervalFor(run, after(8))).toBeCloseTo(youngInterval(WRITE, DAY_S), 9);
  });

  it('comes to the rate that was seen, however wrong the guess', () => {
    for (const meanTime of [60, 1000 * DAY_S]) {
      const run = runWith({ ...adaptive, meanTime }, { interruptions: 100_000, since });
      expect(intervalFor(run, after(100_000)) / youngInterval(WRITE, DAY_S)).toBeCloseTo(1, 1);
    }
  });

  it('is shorter with more interruptions and longer with more time, within its bounds', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(10_000), (interruptions, days) => {
        const at = after(days);
        const interval = intervalFor(runWith(adaptive, { interruptions, since }), at);
        const worse = runWith(adaptive, { interruptions: interruptions + 1, since });
        expect(intervalFor(worse, at)).toBeLessThanOrEqual(interval);
        expect(
          intervalFor(runWith(adaptive, { interruptions, since }), after(days + 1)),
        ).toBeGreaterThanOrEqual(interval);
        expect(interval).toBeGreaterThanOrEqual(1);
        expect(interval).toBeLessThanOrEqual(30 * DAY_S);
      }),
    );
  });
});
