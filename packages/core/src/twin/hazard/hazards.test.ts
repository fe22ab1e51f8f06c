import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStream, Digest } from '../../base/index.ts';
import type { HazardCause } from './cause.ts';
import { type HazardFailure, Hazards } from './hazards.ts';

const DAY = 86_400;
const DAY_US = DAY * 1e6;
const GPU: HazardCause = {
  name: 'gpu',
  components: 100,
  shape: 0.8,
  scale: 40 * DAY,
  initialAge: 20 * DAY,
};
const WEAR: HazardCause = {
  name: 'fan',
  components: 7,
  shape: 2.5,
  scale: 30 * DAY,
  initialAge: 10 * DAY,
  lemons: { nodes: [3, 5], factor: 4 },
};
const SOFTWARE: HazardCause = { ...GPU, name: 'software', shape: 1, scale: 90 * DAY };

const hazardsOf = (causes: readonly HazardCause[], seed: number | string = 7) =>
  new Hazards(causes, createStream(seed));

/** Failures up to a time, of which some are followed by a new part. */
function failuresUntil(
  hazards: Hazards,
  end: number,
  renews: (failure: HazardFailure, index: number) => boolean = () => false,
): HazardFailure[] {
  const failures: HazardFailure[] = [];
  while (hazards.next() <= end) {
    const failure = hazards.take();
    if (renews(failure, failures.length)) {
      hazards.renew(failure.cause, failure.component, failure.time);
    }
    failures.push(failure);
  }
  return failures;
}

const without = (failures: readonly HazardFailure[], part: HazardFailure) =>
  failures.filter(({ cause, component }) => cause !== part.cause || component !== part.component);

describe('Hazards', () => {
  it.each([
    ['a shape of 0', { shape: 0 }],
    ['no scale', { scale: Number.NaN }],
    ['half a component', { components: 1.5 }],
    ['a negative age', { initialAge: -1 }],
    ['an age beyond all clocks', { initialAge: 1e12 }],
    ['a lemon better than the rest', { lemons: { nodes: [1], factor: 0.5 } }],
    ['a lemon that is not there', { lemons: { nodes: [100], factor: 2 } }],
    ['a lemon listed twice', { lemons: { nodes: [1, 1], factor: 2 } }],
  ])('refuses %s', (_, change) => {
    expect(() => hazardsOf([{ ...GPU, ...change }])).toThrow(RangeError);
  });

  it('refuses two causes of one name, which would fail together', () => {
    expect(() => hazardsOf([GPU, GPU])).toThrow(RangeError);
  });

  it.each([
    ['no causes', []],
    ['no components', [{ ...GPU, components: 0 }]],
    ['parts that never fail', [{ ...GPU, scale: Number.POSITIVE_INFINITY }]],
    ['failures beyond all clocks', [{ ...GPU, scale: 1e20 }]],
  ])('has nothing to take with %s', (_, causes) => {
    const hazards = hazardsOf(causes);
    expect(hazards.next()).toBe(Number.POSITIVE_INFINITY);
    expect(() => hazards.take()).toThrow(RangeError);
  });

  it('refuses to renew what is not there, and at any time but now', () => {
    const hazards = hazardsOf([GPU]);
    const { time } = hazards.take();
    const next = hazards.next();
    expect(() => hazards.renew(1, 0, time)).toThrow(RangeError);
    expect(() => hazards.renew(0, 100, time)).toThrow(RangeError);
    expect(() => hazards.renew(0, -1, time)).toThrow(RangeError);
    expect(() => hazards.renew(0, 0, time - 1)).toThrow(RangeError);
    expect(() => hazards.renew(0, 0, next + 1)).toThrow(RangeError);
    expect(() => hazards.renew(0, 0, time + 0.5)).toThrow(RangeError);
    expect(hazards.next()).toBe(next);
  });

  it('keeps its bits between versions and machines', () => {
    const hazards = hazardsOf([GPU, WEAR, SOFTWARE]);
    const failures = failuresUntil(hazards, 3650 * DAY_US, (_, index) => index % 3 === 0);
    const digest = new Digest();
    for (const { time, cause, component } of failures) {
      digest.number(time).number(cause).number(component);
    }
    expect([failures.length, digest.hex()]).toEqual([12_427, 'fd2feec38b17ba11']);
  });
});

describe('renew', () => {
  it('does nothing where age does not matter', () => {
    const plain = failuresUntil(hazardsOf([SOFTWARE]), 900 * DAY_US);
    expect(failuresUntil(hazardsOf([SOFTWARE]), 900 * DAY_US, () => true)).toEqual(plain);
    expect(plain.length).toBeGreaterThan(800);
  });

  it('calls off the failure that the old part was about to have', () => {
    const [first, second] = failuresUntil(hazardsOf([GPU]), 10 * DAY_US);
    const hazards = hazardsOf([GPU]);
    hazards.renew(0, first!.component, 0);
    const taken = failuresUntil(hazards, second!.time);
    expect(taken.find(({ time }) => time === first!.time)).toBeUndefined();
    expect(taken.at(-1)).toEqual(second);
  });

  it('starts each part anew, also when every one of them is new', () => {
    const worn: HazardCause = { ...WEAR, shape: 6, initialAge: 300 * DAY };
    const hazards = hazardsOf([worn]);
    expect(hazards.next()).toBeLessThan(DAY_US);
    for (let part = 0; part < worn.components; part++) hazards.renew(0, part, 0);
    // H = 7 (5 / 30)^6 plus the lemons: the chance of a failure in 5 days is 0.0003.
    expect(hazards.next()).toBeGreaterThan(5 * DAY_US);
    expect(hazards.next()).toBeLessThan(60 * DAY_US);
  });

  it('moves no failure of any other part', () => {
    const renewals = fc.array(fc.nat(30), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.nat(), renewals, fc.nat(2), fc.nat(6), (seed, days, cause, component) => {
        const causes = [GPU, WEAR, SOFTWARE];
        const hazards = hazardsOf(causes, seed);
        const failures: HazardFailure[] = [];
        for (const day of days.toSorted((a, b) => a - b)) {
          failures.push(...failuresUntil(hazards, day * DAY_US));
          hazards.renew(cause, component, day * DAY_US);
        }
        failures.push(...failuresUntil(hazards, 60 * DAY_US));
        const part = { time: 0, cause, component };
        const plain = failuresUntil(hazardsOf(causes, seed), 60 * DAY_US);
        expect(without(failures, part)).toEqual(without(plain, part));
      }),
    );
  });
});

describe('invariants', () => {
  const shape = fc.oneof(fc.constant(1), fc.double({ min: 0.4, max: 5, noNaN: true }));
  const cause = fc
    .record({
      shape,
      components: fc.integer({ min: 1, max: 30 }),
      scale: fc.double({ min: 1e-4, max: 30 * DAY, noNaN: true }),
      initialAge: fc.double({ min: 0, max: 900 * DAY, noNaN: true }),
      factor: fc.double({ min: 1, max: 50, noNaN: true }),
      lemons: fc.uniqueArray(fc.nat(29), { maxLength: 4 }),
    })
    .map(({ factor, lemons, components, ...rest }) => ({
      ...rest,
      components,
      lemons: { nodes: lemons.filter((node) => node < components), factor },
    }));
  const causes = fc
    .array(cause, { minLength: 1, maxLength: 4 })
    .map((all) => all.map((each, index) => ({ ...each, name: `cause ${index}` })));
  // By chance the part that failed, another one or none is renewed.
  const choices = fc.array(fc.nat(40), { minLength: 1, maxLength: 20 });

  function live(of: readonly HazardCause[], seed: number, turns: readonly number[]) {
    const hazards = hazardsOf(of, seed);
    const failures: HazardFailure[] = [];
    for (let step = 0; step < 100 && hazards.next() < Number.POSITIVE_INFINITY; step++) {
      expect(hazards.next()).toBeGreaterThanOrEqual(failures.at(-1)?.time ?? 0);
      const failure = hazards.take();
      failures.push(failure);
      const turn = turns[step % turns.length]!;
      const { components } = of[failure.cause]!;
      if (turn < 20) hazards.renew(failure.cause, failure.component, failure.time);
      else if (turn < 30) hazards.renew(failure.cause, turn % components, failure.time);
      expect(hazards.next()).toBeGreaterThanOrEqual(failure.time);
    }
    return failures;
  }

  it('never goes back in time, names what there is, and repeats itself from the same seed', () => {
    fc.assert(
      fc.property(causes, fc.nat(), choices, (of, seed, turns) => {
        const failures = live(of, seed, turns);
        for (const { time, cause: index, component } of failures) {
          expect(Number.isSafeInteger(time)).toBe(true);
          expect(component).toBeGreaterThanOrEqual(0);
          expect(component).toBeLessThan(of[index]!.components);
        }
        expect(live(of, seed, turns)).toEqual(failures);
      }),
    );
  });
});
