import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentT975, studentTail } from './student.ts';

describe('studentTail', () => {
  // Quantiles of any table (NIST e-Handbook 1.3.6.7.2).
  it.each([
    [12.706, 1, 0.05],
    [63.657, 1, 0.01],
    [2.228, 10, 0.05],
    [3.169, 10, 0.01],
    [2.0, 60, 0.05],
    [1.96, 1e6, 0.05],
  ])('of %f at %i degrees of freedom is %f', (t, degrees, p) => {
    expect(studentTail(t, degrees)).toBeCloseTo(p, 4);
    expect(studentTail(-t, degrees)).toBeCloseTo(p, 4);
  });

  it('is 1 for 0 and exact where the law is known in closed form', () => {
    expect(studentTail(0, 7)).toBe(1);
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e4, noNaN: true }), (t) => {
        // Cauchy, and Abramowitz and Stegun 26.7.4 for two degrees of freedom.
        expect(studentTail(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 9);
        expect(studentTail(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 9);
      }),
    );
  });
});

describe('studentT975', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2.
  it.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [9, 2.262],
    [24, 2.064],
    [30, 2.042],
    [99, 1.984],
    [1e6, 1.96],
  ])('of %d degrees of freedom is %d', (degrees, value) => {
    expect(studentT975(degrees)).toBeCloseTo(value, 3);
    expect(studentTail(studentT975(degrees), degrees)).toBeCloseTo(0.05, 9);
  });
});
