import { describe, expect, it } from 'vitest';
import { showInterval } from './words.ts';

describe('showInterval', () => {
  it('gives no interval where every life was the same', () => {
    expect(showInterval({ mean: 0, ci95: [0, 0] }, '1')).toBe('none in any life');
    expect(showInterval({ mean: 2, ci95: [2, 2] }, '1')).toBe('the same in every life');
  });

  it('gives both ends otherwise', () => {
    expect(showInterval({ mean: 0.25, ci95: [0, 0.5] }, '1')).toBe('95 %: 0 to 0.5');
  });
});
