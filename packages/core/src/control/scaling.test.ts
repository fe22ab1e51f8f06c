import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ScalingPolicy, type ScalingSample, type ScalingState, scale } from './scaling.ts';

const POLICY: ScalingPolicy = {
  ...{ least: 1, most: 4, queue: 4, kvUse: 0.8 },
  ...{ upAfter: 30, downAfter: 300 },
};
const busy = { queue: 10, kvUse: 0.3 };
const idle = { queue: 0, kvUse: 0.01 };
const silent = { queue: null, kvUse: null };

/** What is wanted after each second, with the same load on all that are ready; new ones are ready at once. */
function live(
  seconds: number,
  load: typeof silent | typeof busy,
  from: number,
  policy = POLICY,
): number[] {
  let [state, wanted]: [ScalingState, number] = [{}, from];
  return Array.from({ length: seconds }, (_, second) => {
    const ready = Array.from({ length: wanted }, () => load);
    const next = scale(state, { at: second * 1e6, wanted, unready: 0, ready }, policy);
    state = next.state;
    wanted = next.wanted;
    return wanted;
  });
}

describe('scaling without anything to go by', () => {
  it('keeps to its bounds and changes nothing else where no metrics are read', () => {
    expect(live(1000, silent, 2).at(-1)).toBe(2);
    expect(live(2, silent, 0)[0]).toBe(1);
    expect(live(2, silent, 7)[0]).toBe(4);
  });

  it('takes no replica while one is not ready, however long the queue is', () => {
    const sample = { wanted: 2, unready: 1, ready: [busy] };
    let state: ScalingState = {};
    for (let second = 0; second < 100; second++) {
      const next = scale(state, { at: second * 1e6, ...sample }, POLICY);
      expect(next.wanted).toBe(2);
      state = next.state;
    }
  });

  it('gives up nothing while it has one that is ready, or none', () => {
    const none: ScalingSample = { at: 0, wanted: 2, unready: 2, ready: [] };
    expect(scale({ tooManySince: -1e9 }, none, POLICY)).toMatchObject({ wanted: 2 });
  });
});

describe('scaling', () => {
  it('takes one more after a queue has been too long for so long, and says why', () => {
    const wanted = live(70, busy, 1);
    expect(wanted.indexOf(2)).toBe(30);
    expect(wanted.indexOf(3)).toBe(61);
    const due = { at: 30e6, wanted: 1, unready: 0, ready: [busy] };
    expect(scale({ tooFewSince: 0 }, due, POLICY).reason).toBe(
      '10 requests a replica wait, more than 4, for 30 s: one replica more.',
    );
  });

  it('counts anew when the queue was short for a moment', () => {
    const over = { at: 0, wanted: 1, unready: 0, ready: [busy] };
    const { state } = scale({}, over, POLICY);
    expect(scale(state, { ...over, at: 10e6, ready: [idle] }, POLICY).state).toEqual({});
  });

  it('takes one more where caches are full', () => {
    expect(live(40, { queue: 0, kvUse: 0.9 }, 1).at(-1)).toBe(2);
  });

  it('gives up one at a time, slowly, down to the least', () => {
    const wanted = live(1300, idle, 3);
    expect(wanted.indexOf(2)).toBe(300);
    expect(wanted.indexOf(1)).toBe(601);
    expect(wanted.at(-1)).toBe(1);
  });

  it('does not give up what would be too few again at once', () => {
    expect(live(1000, { queue: 0, kvUse: 0.5 }, 2).at(-1)).toBe(2);
  });

  it('never leaves its bounds nor moves by more than one, whatever it sees', () => {
    const load = fc.record({
      queue: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
      kvUse: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    });
    const sample = fc.record({
      wanted: fc.integer({ min: 1, max: 4 }),
      unready: fc.nat(4),
      ready: fc.array(load, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 50 }), (samples) => {
        let state: ScalingState = {};
        for (const [index, each] of samples.entries()) {
          const next = scale(state, { at: index * 60e6, ...each }, POLICY);
          state = next.state;
          expect(Math.abs(next.wanted - each.wanted)).toBeLessThanOrEqual(1);
          expect(next.wanted).toBeGreaterThanOrEqual(1);
          expect(next.wanted).toBeLessThanOrEqual(4);
        }
      }),
    );
  });
});
