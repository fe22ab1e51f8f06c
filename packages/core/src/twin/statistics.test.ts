import { describe, expect, it } from 'vitest';
import { estimate, studentT975 } from './statistics.ts';

describe('estimate', () => {
  it('refuses a single value: it has no spread', () => {
    expect(() => estimate([1])).toThrow('at least two');
  });

  it('gives mean, sample deviation, interval and percentiles', () => {
    const { mean, sd, ci95, p10, p50, p90 } = estimate([4, 2, 8, 6]);
    expect(mean).toBe(5);
    expect(sd).toBeCloseTo(Math.sqrt(20 / 3), 12);
    // 3.182 standard errors, for three degrees of freedom.
    expect(ci95[1] - 5).toBeCloseTo((3.182 * Math.sqrt(20 / 3)) / 2, 12);
    expect(5 - ci95[0]).toBeCloseTo(ci95[1] - 5, 12);
    expect([p10, p50, p90]).toEqual([2.6, 5, 7.4].map((value) => expect.closeTo(value, 12)));
  });
});

describe('studentT975', () => {
  it('agrees with tables beyond 30 degrees of freedom', () => {
    expect(studentT975(40)).toBeCloseTo(2.021, 2);
    expect(studentT975(60)).toBeCloseTo(2.0, 2);
    expect(studentT975(120)).toBeCloseTo(1.98, 2);
  });
});
