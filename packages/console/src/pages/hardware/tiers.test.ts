import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutTier } from './tiers.ts';

describe('layOutTier', () => {
  it('draws nothing for nothing', () => {
    expect(layOutTier(0, 8, 100, 4).xs).toEqual([]);
  });

  it('draws all of a few, side by side', () => {
    expect(layOutTier(2, 8, 100, 4)).toEqual({ xs: [0, 52], width: 48, cut: false });
  });

  it('leaves a gap before the last of many', () => {
    const { xs, width, cut } = layOutTier(1000, 3, 100, 4);
    expect(cut).toBe(true);
    expect(xs).toHaveLength(3);
    expect((xs[2] ?? 0) - (xs[1] ?? 0)).toBeCloseTo(2 * (width + 4));
  });

  it('always fills the width and no more', () => {
    const count = fc.integer({ min: 1, max: 1e5 });
    fc.assert(
      fc.property(count, fc.integer({ min: 2, max: 16 }), fc.boolean(), (all, most, apart) => {
        const { xs, width } = layOutTier(all, most, 600, 6, apart);
        expect((xs.at(-1) ?? 0) + width).toBeCloseTo(600);
      }),
    );
  });
});
