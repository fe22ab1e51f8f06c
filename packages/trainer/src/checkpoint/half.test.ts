import { describe, expect, it } from 'vitest';
import { fromBrain, fromHalf, toHalf } from './half.ts';

describe('binary16', () => {
  it('has infinities and no numbers beyond 65,504, and keeps NaN', () => {
    expect(toHalf(65_504)).toBe(0x7bff);
    expect(toHalf(65_519)).toBe(0x7bff);
    expect(toHalf(65_520)).toBe(0x7c00);
    expect(toHalf(Number.NEGATIVE_INFINITY)).toBe(0xfc00);
    expect(fromHalf(toHalf(Number.NaN))).toBeNaN();
    expect(fromHalf(0xfc00)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('comes back from its number, each of the 65,536', () => {
    for (let half = 0; half < 0x1_0000; half++) {
      const value = fromHalf(half);
      if (!Number.isNaN(value)) expect(toHalf(value)).toBe(half);
    }
  });

  it('is the nearest, and of two the even one', () => {
    expect(fromHalf(toHalf(1 + 2 ** -11))).toBe(1);
    expect(fromHalf(toHalf(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
    expect(fromHalf(toHalf(1 + 2 ** -11 + 2 ** -20))).toBe(1 + 2 ** -10);
    expect(toHalf(2 ** -25)).toBe(0);
    expect(toHalf(2 ** -25 + 2 ** -40)).toBe(1);
    for (const value of [0.1, -3.1, 1e-6, 5e-8, 1234.5]) {
      const half = toHalf(value);
      const distance = (other: number): number => Math.abs(fromHalf(other) - value);
      expect(distance(half)).toBeLessThanOrEqual(Math.min(distance(half - 1), distance(half + 1)));
    }
  });
});

it('bfloat16 is the upper half of a binary32', () => {
  expect([0x3f80, 0xc000, 0x3fc0, 0].map(fromBrain)).toEqual([1, -2, 1.5, 0]);
});
