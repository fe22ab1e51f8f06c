import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideLives } from './batches.ts';

describe('divideLives', () => {
  it('has none of none', () => {
    expect(divideLives(0, 3)).toEqual([]);
  });

  it('starts with a few, for a rough picture', () => {
    expect(divideLives(32, 1)[0]).toEqual({ from: 0, before: 4 });
    expect(divideLives(2, 4)).toEqual([{ from: 0, before: 2 }]);
  });

  it('lives every life once, in order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 8 }),
        (count, workers) => {
          let next = 0;
          for (const { from, before } of divideLives(count, workers)) {
            expect(from).toBe(next);
            expect(before).toBeGreaterThan(from);
            next = before;
          }
          expect(next).toBe(count);
        },
      ),
    );
  });
});
