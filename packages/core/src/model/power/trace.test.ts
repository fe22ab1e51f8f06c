import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyOf, largestRamp, samplePower } from './index.ts';

const segment = fc.record({
  duration: fc.double({ min: 0, max: 5, noNaN: true }),
  from: fc.double({ min: 0, max: 1e8, noNaN: true }),
  to: fc.double({ min: 0, max: 1e8, noNaN: true }),
});

describe('samplePower', () => {
  it('gives nothing for nothing, and leaves out what fills no interval', () => {
    expect(samplePower([], 0.1)).toHaveLength(0);
    expect(samplePower([{ duration: 0.25, from: 1, to: 1 }], 0.1)).toHaveLength(2);
  });

  it('means within an interval, exactly', () => {
    const segments = [
      { duration: 0.05, from: 0, to: 0 },
      { duration: 0.05, from: 10, to: 10 },
      { duration: 0.1, from: 10, to: 20 },
    ];
    const [first, second] = samplePower(segments, 0.1);
    expect(first).toBeCloseTo(5, 9);
    expect(second).toBeCloseTo(15, 9);
  });

  it('holds the energy of the segments and stays between their powers', () => {
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 20 }), (segments) => {
        const whole = segments.reduce((sum, { duration }) => sum + duration, 0);
        // Fills the last interval, so that none of the energy is left out.
        const filled = [...segments, { duration: Math.ceil(whole) + 1 - whole, from: 0, to: 0 }];
        const samples = samplePower(filled, 0.1);
        const energy = filled.reduce((sum, each) => sum + energyOf(each), 0);
        const sampled = samples.reduce((sum, power) => sum + power * 0.1, 0);
        expect(Math.abs(sampled - energy)).toBeLessThanOrEqual(1e-6 * Math.max(1, energy));
        const most = Math.max(...filled.flatMap(({ from, to }) => [from, to]));
        for (const power of samples) expect(power).toBeLessThanOrEqual(most * (1 + 1e-9));
      }),
    );
  });
});

describe('largestRamp', () => {
  it('is nothing where power stays', () => {
    expect(largestRamp(new Float64Array(0), 0.1).rate).toBe(0);
    expect(largestRamp(Float64Array.of(5, 5, 5), 0.1).rate).toBe(0);
  });

  it('says how steep, which way and when', () => {
    const down = largestRamp(Float64Array.of(5, 6, 2, 3), 0.5);
    expect(down).toEqual({ rate: 8, direction: 'down', time: 0.5 });
    expect(largestRamp(Float64Array.of(0, 1, 2, 3, 3), 1, 3)).toEqual({
      rate: 1,
      direction: 'up',
      time: 0,
    });
  });
});
