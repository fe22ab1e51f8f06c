import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, median, quantile } from './statistics.ts';

describe('of no values', () => {
  it('is no number', () => {
    expect([quantile([], 0.5), median([]), mean([])]).toEqual([NaN, NaN, NaN]);
  });
});

describe('quantile', () => {
  it('is linear between ranks', () => {
    expect(quantile([2, 4, 6, 8], 0.1)).toBeCloseTo(2.6, 12);
    expect(quantile([2, 4, 6, 8], 0.9)).toBeCloseTo(7.4, 12);
    expect(quantile([5], 0.3)).toBe(5);
  });

  it('is the least at 0, the greatest at 1, and never falls', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, share, share, (of, a, b) => {
        const sorted = of.toSorted((x, y) => x - y);
        expect(quantile(sorted, 0)).toBe(sorted[0]);
        expect(quantile(sorted, 1)).toBe(sorted.at(-1));
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(quantile(sorted, high)).toBeGreaterThanOrEqual(quantile(sorted, low) - 1e-9);
      }),
    );
  });
});

describe('median', () => {
  it('is the middle of values in any order, by number and not by text', () => {
    expect(median([10, 9, 100])).toBe(10);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
