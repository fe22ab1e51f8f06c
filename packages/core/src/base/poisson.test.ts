import { describe, expect, it } from 'vitest';
import { poissonUpTo } from './poisson.ts';
import { exp } from './portable.ts';

describe('poissonUpTo', () => {
  it.each([
    [-1, 2],
    [1, -2],
    [Number.NaN, 1],
    [1, Number.NaN],
  ])('is no number of at most %d where %d are expected', (most, mean) => {
    expect(poissonUpTo(most, mean)).toBeNaN();
  });

  it('is certain of none where none is expected, and of any number far above the mean', () => {
    expect(poissonUpTo(0, 0)).toBe(1);
    expect(poissonUpTo(1e6, 3)).toBe(1);
  });

  it('is the sum of its terms', () => {
    for (const mean of [0.01, 0.8, 5, 30, 200]) {
      let term = exp(-mean);
      let sum = 0;
      for (let most = 0; most < 2 * mean + 10; most++) {
        sum += term;
        term *= mean / (most + 1);
        expect(poissonUpTo(most, mean) / Math.min(1, sum)).toBeCloseTo(1, 10);
      }
    }
  });

  it('is about a half at a large mean, and nothing far below it', () => {
    expect(poissonUpTo(10_000, 10_000)).toBeCloseTo(
      0.5 + 2 / 3 / Math.sqrt(2 * Math.PI * 10_000),
      4,
    );
    expect(poissonUpTo(0, 10_000)).toBe(0);
    expect(poissonUpTo(3, 700)).toBeGreaterThan(0);
  });
});
