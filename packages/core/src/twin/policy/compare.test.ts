import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, holm } from './index.ts';

describe('compare', () => {
  it('refuses what is no comparison', () => {
    expect(() => compare([1], [2])).toThrow(RangeError);
    expect(() => compare([1, 2], [2])).toThrow(RangeError);
  });

  it('cancels what both went through', () => {
    const luck = [10, -20, 35, 0, 12];
    const worse = compare(
      luck.map((each, index) => each - 1 + 0.01 * index),
      luck,
    );
    expect(worse.mean).toBeCloseTo(-0.98, 9);
    expect(worse.ci95[1]).toBeLessThan(-0.9);
    expect(worse.p).toBeLessThan(1e-6);
  });

  it('is sure of a difference without spread, and of none', () => {
    expect(compare([1, 2, 3], [0, 1, 2]).p).toBe(0);
    expect(compare([1, 2, 3], [1, 2, 3])).toEqual({ mean: 0, ci95: [0, 0], p: 1 });
  });
});

describe('holm', () => {
  it('is the example worked by hand', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([])).toEqual([]);
  });

  it('lies between no correction and that of Bonferroni, and keeps the order', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(values, (p) => {
        const corrected = holm(p);
        for (const [i, each] of p.entries()) {
          expect(corrected[i]).toBeGreaterThanOrEqual(each);
          expect(corrected[i]).toBeLessThanOrEqual(Math.min(1, p.length * each) + 1e-12);
          for (const [j, other] of p.entries()) {
            if (each < other) expect(corrected[i]).toBeLessThanOrEqual(corrected[j]!);
          }
        }
      }),
    );
  });
});
