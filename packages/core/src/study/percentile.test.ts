import { describe, expect, it } from 'vitest';
import { createStream } from '../base/index.ts';
import { estimatePercentile } from './percentile.ts';

const count = (length: number) => Array.from({ length }, (_, index) => index + 1);

describe('estimatePercentile', () => {
  it('refuses an empty sample', () => {
    expect(() => estimatePercentile([], 50)).toThrow(RangeError);
  });

  it('has no interval if the sample is too small', () => {
    expect(estimatePercentile([3], 50)).toEqual({
      value: 3,
      interval: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    });
    expect(estimatePercentile(count(200), 99).interval[1]).toBe(Number.POSITIVE_INFINITY);
    expect(estimatePercentile(count(200), 1).interval[0]).toBe(Number.NEGATIVE_INFINITY);
  });

  it('counts lives that never end as the longest', () => {
    const lives = [...count(150), ...Array.from({ length: 50 }, () => Number.POSITIVE_INFINITY)];
    expect(estimatePercentile(lives, 50).value).toBe(100);
    expect(estimatePercentile(lives, 90)).toEqual({
      value: Number.POSITIVE_INFINITY,
      interval: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    });
  });

  it('gives the ranks of the tables', () => {
    // Binomial(20, 0.5): P(at most 5) = 2.07 %, P(at most 14) = 97.93 %.
    expect(estimatePercentile(count(20), 50)).toEqual({ value: 10, interval: [6, 15] });
  });

  it('holds the true percentile in at least 95 of 100 samples', () => {
    const stream = createStream(11);
    const isInside = () => {
      const sample = Array.from({ length: 200 }, () => stream.uniform(0, 1));
      const [low, high] = estimatePercentile(sample, 90).interval;
      return low <= 0.9 && 0.9 <= high;
    };
    const inside = Array.from({ length: 400 }, isInside).filter(Boolean).length;
    // Of 400 at 95 %, with a deviation of 4.4; intervals of ranks are a little too wide.
    expect(inside).toBeGreaterThan(366);
    expect(inside).toBeLessThan(400);
  });
});
