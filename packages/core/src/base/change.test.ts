import { describe, expect, it } from 'vitest';
import { changeWords } from './change.ts';
import { DAY_S } from './symbols.ts';

describe('changeWords', () => {
  it.each([
    [160e6, 224e6, 'MW', '160 MW', '+40%', 'up'],
    [160e6, 80e6, 'MW', '160 MW', '−50%', 'down'],
    [100, 100.04, 'GPU', '100 GPUs', '+0.04%', 'up'],
    [0.64, 0.672, '%', '64%', '+3.2 points', 'up'],
    [0, 5e6, 'USD', '$0', '+$5M', 'up'],
    [1e6, 5e7, 'W', '1 MW', '× 50', 'up'],
    [1.7e9, 1.7e9 + 12 * DAY_S, 'date', '2023-11-14', '+12 d', 'up'],
  ])('%s to %s %s', (before, after, unit, was, difference, direction) => {
    const words = changeWords(before, after, unit);
    expect(words).toEqual({ before: was, difference, direction });
  });

  it('sees no change in the last bits, nor between equal infinities', () => {
    expect(changeWords(0.1 + 0.2, 0.3, 'MW')).toBeUndefined();
    expect(changeWords(0, 0, 'MW')).toBeUndefined();
    expect(changeWords(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 's')).toBeUndefined();
  });

  it('says where there was an end', () => {
    expect(changeWords(10, Number.POSITIVE_INFINITY, 's')?.difference).toBe('without end');
  });
});
