import { describe, expect, it } from 'vitest';
import { createStream } from '../base/index.ts';
import { Chance } from './chance.ts';

const chanceOf = (seed = 1) => new Chance(createStream(seed));

describe('Chance', () => {
  it('has a stream for each purpose: one more draw for one moves no other', () => {
    const plain = chanceOf();
    const busy = chanceOf();
    for (let draw = 0; draw < 5; draw++) busy.duration('repair', { median: 10, sigma: 1 });
    expect(busy.gap('failure', 1)).toBe(plain.gap('failure', 1));
    expect(plain.gap('failure', 1)).not.toBe(plain.gap('failure', 1));
    expect(chanceOf(2).gap('failure', 1)).not.toBe(chanceOf(1).gap('failure', 1));
  });

  it('draws nothing where nothing is left to chance', () => {
    const chance = chanceOf();
    expect(chance.gap('never', 0)).toBeUndefined();
    expect(chance.duration('fixed', { median: 1.5, sigma: 0 })).toBe(1_500_000);
    expect(chance.stream('fixed').next()).toBe(chanceOf().stream('fixed').next());
  });

  it('draws whole microseconds around the mean and the median', () => {
    const chance = chanceOf();
    const gaps = Array.from({ length: 4000 }, () => chance.gap('gap', 0.01)!);
    expect(gaps.every(Number.isSafeInteger)).toBe(true);
    // The mean of n exponential draws spreads as 1 / sqrt(n).
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / 4000 / 1e8;
    expect(Math.abs(mean - 1)).toBeLessThan(3 / Math.sqrt(4000));
    const times = Array.from({ length: 4000 }, () =>
      chance.duration('d', { median: 60, sigma: 2 }),
    );
    const below = times.filter((time) => time < 60e6).length;
    expect(Math.abs(below - 2000)).toBeLessThan(3 * Math.sqrt(1000));
  });

  it('stays finite in the longest tail', () => {
    const chance = chanceOf();
    for (let draw = 0; draw < 200; draw++) {
      const time = chance.duration('tail', { median: 1e9, sigma: 10 });
      expect(time).toBeLessThanOrEqual(1e15);
      expect(chance.gap('rare', 1e-300)).toBeLessThanOrEqual(1e15);
    }
  });
});
