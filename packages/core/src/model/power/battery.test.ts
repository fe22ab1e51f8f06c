import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Battery, largestRamp, safeBattery, safeEnergy, smallestBattery } from './index.ts';

const INTERVAL = 0.1;
const BOUNDS = { least: 20, most: 120 };

const traces = fc
  .array(fc.double({ min: BOUNDS.least, max: BOUNDS.most, noNaN: true }), {
    minLength: 2,
    maxLength: 60,
  })
  .map((powers) => Float64Array.from(powers));
const limits = fc.double({ min: 0.5, max: 2000, noNaN: true });

/** A site that is at full power, then at its least from the middle on. */
function drop(samples: number): Float64Array {
  return Float64Array.from({ length: samples }, (_, index) =>
    index < samples / 2 ? BOUNDS.most : BOUNDS.least,
  );
}

/** How far the charge goes, recomputed from the grid. */
function rangeOfCharge(site: Float64Array, grid: Float64Array): number {
  let charge = 0;
  const charges = [0, ...site].map((power, index) => {
    if (index > 0) charge += (grid[index - 1]! - power) * INTERVAL;
    return charge;
  });
  return Math.max(...charges) - Math.min(...charges);
}

function expectSound(site: Float64Array, { grid, energy, power }: Battery, limit: number): void {
  expect(grid).toHaveLength(site.length);
  expect(largestRamp(grid, INTERVAL).rate).toBeLessThanOrEqual(limit * (1 + 1e-9) + 1e-9);
  expect(rangeOfCharge(site, grid)).toBeCloseTo(energy, 6);
  site.forEach((drawn, index) => {
    expect(Math.abs(grid[index]! - drawn)).toBeLessThanOrEqual(power + 1e-9);
  });
}

describe('smallestBattery', () => {
  it.each([0, -1, Number.NaN])('refuses a limit of %s', (limit) => {
    expect(() => smallestBattery(drop(10), INTERVAL, limit)).toThrow('ramp limit');
  });

  it('is none where the site keeps the limit itself', () => {
    const { energy, power } = smallestBattery(Float64Array.of(20, 21, 20, 19), INTERVAL, 10);
    expect({ energy, power }).toEqual({ energy: 0, power: 0 });
  });

  it('is swing^2 / (8 limit) for a drop known beforehand', () => {
    const limit = 10;
    const { energy } = smallestBattery(drop(400), INTERVAL, limit);
    expect(energy / (100 ** 2 / (8 * limit))).toBeCloseTo(1, 2);
  });

  it('keeps the limit whatever the site does, and accounts for every joule', () => {
    fc.assert(
      fc.property(traces, limits, (site, limit) => {
        expectSound(site, smallestBattery(site, INTERVAL, limit), limit);
      }),
    );
  });

  it('does not grow with the limit', () => {
    fc.assert(
      fc.property(
        traces,
        limits,
        fc.double({ min: 1, max: 10, noNaN: true }),
        (site, limit, by) => {
          const tight = smallestBattery(site, INTERVAL, limit).energy;
          const loose = smallestBattery(site, INTERVAL, limit * by).energy;
          expect(loose).toBeLessThanOrEqual(tight * (1 + 1e-5) + 1e-9);
        },
      ),
    );
  });

  it('is no larger than any other way to keep the limit', () => {
    fc.assert(
      fc.property(traces, traces, limits, (site, wish, limit) => {
        // Some grid that keeps the limit: a wish, followed as fast as allowed.
        let power = wish[0]!;
        const grid = site.map((_, index) => {
          const wanted = wish[index % wish.length]!;
          const change = limit * INTERVAL;
          power = Math.min(power + change, Math.max(power - change, wanted));
          return power;
        });
        const { energy } = smallestBattery(site, INTERVAL, limit);
        expect(energy).toBeLessThanOrEqual(rangeOfCharge(site, grid) * (1 + 1e-5) + 1e-9);
      }),
    );
  });
});

describe('safeBattery', () => {
  it('refuses a site that leaves its bounds', () => {
    expect(() => safeBattery(Float64Array.of(130), BOUNDS, INTERVAL, 1)).toThrow('out of bounds');
  });

  it('keeps the limit within the safe energy, for any site between the bounds', () => {
    fc.assert(
      fc.property(traces, limits, (site, limit) => {
        const battery = safeBattery(site, BOUNDS, INTERVAL, limit);
        expectSound(site, battery, limit);
        const enough = safeEnergy(BOUNDS, INTERVAL, limit);
        expect(battery.energy).toBeLessThanOrEqual(enough * (1 + 1e-9) + 1e-9);
      }),
    );
  });

  it('knows no more than a smaller battery than the smallest', () => {
    fc.assert(
      fc.property(traces, limits, (site, limit) => {
        const known = smallestBattery(site, INTERVAL, limit).energy;
        const unknown = safeBattery(site, BOUNDS, INTERVAL, limit).energy;
        expect(known).toBeLessThanOrEqual(unknown * (1 + 1e-5) + 1e-9);
      }),
    );
  });

  it('does not look ahead: what comes later changes nothing before', () => {
    fc.assert(
      fc.property(traces, limits, (site, limit) => {
        const other = Float64Array.from(site);
        other[other.length - 1] = BOUNDS.least;
        const one = safeBattery(site, BOUNDS, INTERVAL, limit).grid;
        expect(safeBattery(other, BOUNDS, INTERVAL, limit).grid).toEqual(one);
      }),
    );
  });

  it('needs all of the safe energy when a long run at full power drops to idle', () => {
    const limit = 10;
    const { energy } = safeBattery(drop(4000), BOUNDS, INTERVAL, limit);
    expect(energy / safeEnergy(BOUNDS, INTERVAL, limit)).toBeCloseTo(1, 2);
  });
});
