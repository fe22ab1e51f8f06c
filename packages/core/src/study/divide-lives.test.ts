import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideLives } from './divide-lives.ts';

describe('divideLives', () => {
  it('has no part of no lives', () => {
    expect(divideLives({ from: 0, before: 0 }, 3)).toEqual([]);
    expect(divideLives({ from: 4, before: 4 }, 3)).toEqual([]);
  });

  it('asks one worker for what is too little to share', () => {
    expect(divideLives({ from: 4, before: 10 }, 4)).toEqual([{ from: 4, before: 10 }]);
  });

  it('lives every life once, in order, and in few parts for each worker', () => {
    const count = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(fc.nat(50), count, fc.integer({ min: 1, max: 8 }), (from, lives, workers) => {
        const parts = divideLives({ from, before: from + lives }, workers);
        let next = from;
        for (const part of parts) {
          expect(part.from).toBe(next);
          expect(part.before - part.from).toBeGreaterThanOrEqual(Math.min(4, lives));
          next = part.before;
        }
        expect(next).toBe(from + lives);
        expect(parts.length).toBeLessThanOrEqual(8 * workers);
      }),
    );
  });
});
