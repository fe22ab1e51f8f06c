import { describe, expect, it } from 'vitest';
import { estimate } from './statistics.ts';

describe('estimate', () => {
  it('refuses a single value: it has no spread', () => {
    expect(() => estimate([1])).toThrow('at least two');
  });

  it('gives mean, sample deviation, interval and percentiles', () => {
    const { mean, sd, ci95, p10, p50, p90 } = estimate([4, 2, 8, 6]);
    expect(mean).toBe(5);
    expect(sd).toBeCloseTo(Math.sqrt(20 / 3), 12);
    // 3.1824 standard errors, for three degrees of freedom.
    expect(ci95[1] - 5).toBeCloseTo((3.182446305284 * Math.sqrt(20 / 3)) / 2, 11);
    expect(5 - ci95[0]).toBeCloseTo(ci95[1] - 5, 12);
    expect([p10, p50, p90]).toEqual([2.6, 5, 7.4].map((value) => expect.closeTo(value, 12)));
  });
});
