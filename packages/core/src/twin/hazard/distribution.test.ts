import { describe, expect, it } from 'vitest';
import { createStream, pow } from '../../base/index.ts';
import type { HazardCause } from './cause.ts';
import { Hazards } from './hazards.ts';
import { cumulativeHazard } from './law.ts';

const DAY = 86_400;
const SPAN = 54 * DAY;
const PARTS: HazardCause = {
  name: 'part',
  components: 2000,
  shape: 0.8,
  scale: 100 * DAY,
  initialAge: 0,
};

/** How often each component fails over the span; `renewing` puts a new part in after each failure. */
function countsOf(cause: HazardCause, renewing: boolean, seed: number): number[] {
  const hazards = new Hazards([cause], createStream(seed));
  const counts = Array.from({ length: cause.components }, () => 0);
  while (hazards.next() <= SPAN * 1e6) {
    const { component, time } = hazards.take();
    counts[component]!++;
    if (renewing) hazards.renew(0, component, time);
  }
  return counts;
}

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

/** Counts of repaired parts are Poisson: within 3 sigma of their mean, which one seed in 400 is not. */
function expectPoisson(count: number, mean: number): void {
  expect(Math.abs(count - mean) / Math.sqrt(mean)).toBeLessThan(3);
}

describe('parts that are repaired', () => {
  it('fail at a constant rate where age does not matter', () => {
    const cause = { ...PARTS, shape: 1, initialAge: 300 * DAY };
    expectPoisson(total(countsOf(cause, false, 1)), (2000 * 54) / 100);
  });

  it.each([
    [0.8, 0],
    [0.8, 300],
    [0.5, 10],
    [2, 0],
    [3, 200],
  ])('with a shape of %d fail n (H(a + T) - H(a)) times from an age of %d days', (shape, days) => {
    const cause = { ...PARTS, shape, initialAge: days * DAY };
    const mean = 2000 * (pow((days + 54) / 100, shape) - pow(days / 100, shape));
    expectPoisson(total(countsOf(cause, false, 2)), mean);
  });

  it('fail early or late in the span as their law says', () => {
    const hazards = new Hazards([{ ...PARTS, shape: 0.5 }], createStream(3));
    let early = 0;
    while (hazards.next() <= (SPAN / 4) * 1e6) {
      hazards.take();
      early++;
    }
    // Of a shape of 1/2, half of all failures come in the first quarter.
    expectPoisson(early, (2000 * pow(0.54, 0.5)) / 2);
  });

  it('fail equally often each: the variance over them is the mean', () => {
    const counts = countsOf({ ...PARTS, scale: 5 * DAY }, false, 4);
    const mean = total(counts) / counts.length;
    const variance = total(counts.map((count) => (count - mean) * (count - mean))) / counts.length;
    // The ratio of a Poisson sample has a standard deviation of sqrt(2 / n), about.
    expect(Math.abs(variance / mean - 1)).toBeLessThan(3 * Math.sqrt(2 / counts.length));
  });
});

describe('lemons', () => {
  const nodes = Array.from({ length: 20 }, (_, index) => 97 * index);
  const cause = { ...PARTS, scale: 20 * DAY, lemons: { nodes, factor: 6 } };
  const each = cumulativeHazard(cause, SPAN);

  it('fail their multiple, and the others as before', () => {
    const counts = countsOf(cause, false, 5);
    const ofLemons = total(nodes.map((node) => counts[node]!));
    expectPoisson(ofLemons, 20 * 6 * each);
    expectPoisson(total(counts) - ofLemons, 1980 * each);
    const plain = countsOf({ ...cause, lemons: { nodes: [], factor: 1 } }, false, 5);
    expect(counts.filter((_, part) => !nodes.includes(part))).toEqual(
      plain.filter((_, part) => !nodes.includes(part)),
    );
  });

  it('keep their multiple with a new part', () => {
    const hazards = new Hazards([cause], createStream(6));
    for (const node of nodes) hazards.renew(0, node, 0);
    let ofLemons = 0;
    while (hazards.next() <= SPAN * 1e6) {
      if (nodes.includes(hazards.take().component)) ofLemons++;
    }
    expectPoisson(ofLemons, 20 * 6 * each);
  });
});

describe('parts that are replaced', () => {
  /** One part after the other, each with a lifetime of its own: no cohorts, no inversion. */
  function naiveCount(cause: HazardCause, seed: number): number {
    const stream = createStream(seed);
    let count = 0;
    for (let part = 0; part < cause.components; part++) {
      let time = stream.weibull(cause.scale, cause.shape);
      for (; time <= SPAN; time += stream.weibull(cause.scale, cause.shape)) count++;
    }
    return count;
  }

  it.each([0.8, 2])('with a shape of %d fail as in a simulation part by part', (shape) => {
    const cause = { ...PARTS, shape, scale: 15 * DAY };
    const ours = [11, 12, 13].map((seed) => total(countsOf(cause, true, seed)));
    const naive = [21, 22, 23].map((seed) => naiveCount(cause, seed));
    // Counts of renewals spread at most as sqrt(n / shape^2), about (Cox, Renewal Theory, 1962).
    const sigma = Math.sqrt(2 * 3 * (naive[0]! / Math.min(1, shape * shape)));
    expect(Math.abs(total(ours) - total(naive))).toBeLessThan(3 * sigma);
    // Repair instead of replacement would be told apart.
    const repaired = total([11, 12, 13].map((seed) => total(countsOf(cause, false, seed))));
    expect(Math.abs(repaired - total(naive))).toBeGreaterThan(6 * sigma);
  });
});
