import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceWeights, weightedMean, weightedQuantile } from './statistics.ts';

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const weight = fc.double({ min: 0.01, max: 100, noNaN: true });
const items = fc.array(fc.record({ value, weight }), { minLength: 1, maxLength: 30 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('of no values', () => {
  it('is no number', () => {
    expect(weightedQuantile([], 0.5)).toBeNaN();
    expect(weightedMean([])).toBeNaN();
    expect(sourceWeights([])).toEqual([]);
  });
});

describe('weightedQuantile', () => {
  it('is the usual quantile where all weigh the same', () => {
    const equal = [4, 1, 3, 2].map((each) => ({ value: each, weight: 7 }));
    expect(weightedQuantile(equal, 0.5)).toBeCloseTo(2.5, 12);
    expect(weightedQuantile(equal, 0.9)).toBeCloseTo(3.7, 12);
  });

  it('goes to what weighs more', () => {
    const heavy = [1, 2, 3].map((each) => ({ value: each, weight: each === 3 ? 10 : 1 }));
    expect(weightedQuantile(heavy, 0.5)).toBeGreaterThan(2);
  });

  it('lies among the values, is least at 0 and greatest at 1, and never falls', () => {
    fc.assert(
      fc.property(items, share, share, (of, a, b) => {
        const values = of.map((item) => item.value);
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((at) => weightedQuantile(of, at));
        expect(weightedQuantile(of, 0)).toBe(Math.min(...values));
        expect(weightedQuantile(of, 1)).toBeCloseTo(Math.max(...values), 6);
        expect(high! - low!).toBeGreaterThanOrEqual(-1e-6);
      }),
    );
  });

  it('depends neither on the order nor on the scale of the weights', () => {
    fc.assert(
      fc.property(items, share, (of, at) => {
        const other = of.toReversed().map((item) => ({ ...item, weight: item.weight * 4 }));
        const scale = Math.max(1, ...of.map((item) => Math.abs(item.value)));
        const apart = weightedQuantile(other, at) - weightedQuantile(of, at);
        expect(Math.abs(apart)).toBeLessThan(1e-6 * scale);
      }),
    );
  });
});

describe('sourceWeights', () => {
  it('let each source weigh one', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('A', 'B', '__proto__'), { maxLength: 20 }), (names) => {
        const weights = sourceWeights(names.map((source) => ({ source })));
        for (const name of new Set(names)) {
          const own = weights.filter((_, index) => names[index] === name);
          expect(own.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
        }
      }),
    );
  });
});
