import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, shorten } from './shorten.ts';

const json = fc.jsonValue({ maxDepth: 5 }) as fc.Arbitrary<Json>;

describe('shorten', () => {
  it('keeps what fits as it is', () => {
    fc.assert(
      fc.property(json, (value) => {
        const most = JSON.stringify(value).length;
        expect(shorten(value, most)).toEqual({ value, cuts: [], more: 0 });
      }),
    );
  });

  it('is never longer than it may be, and never silent about it', () => {
    const list = fc.array(json, { minLength: 1, maxLength: 60 });
    const values = fc.oneof(list, fc.dictionary(fc.string(), list), fc.string({ maxLength: 9000 }));
    fc.assert(
      fc.property(
        values as fc.Arbitrary<Json>,
        fc.integer({ min: 1000, max: 3000 }),
        (value, most) => {
          const { value: kept, cuts } = shorten(value, most);
          expect(JSON.stringify(kept).length).toBeLessThanOrEqual(most);
          expect(cuts.length > 0).toBe(JSON.stringify(kept) !== JSON.stringify(value));
        },
      ),
    );
  });

  it('keeps short parts whole and cuts the long one', () => {
    const long = Object.fromEntries(
      Array.from({ length: 500 }, (_, at) => [`n${at}`, 'x'.repeat(50)]),
    );
    const { value, cuts } = shorten({ a: [1, 2], long, b: 'text' }, 2000);
    expect(value).toMatchObject({ a: [1, 2], b: 'text' });
    expect(cuts).toEqual([{ path: 'long', what: 'entries', kept: expect.any(Number), of: 500 }]);
    expect(cuts[0]!.kept).toBeGreaterThan(20);
  });

  it('cuts no character in half', () => {
    const { value } = shorten('🦫'.repeat(1000), 1001);
    expect(String(value)).not.toMatch(/[\uD800-\uDBFF]$/);
    expect(String(value).length).toBeGreaterThan(900);
  });

  it('counts the cuts that it does not list', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`part${at}`, 'x'.repeat(5000)]),
    );
    const { cuts, more } = shorten(wide, 9000);
    expect([cuts.length, more]).toEqual([20, 10]);
  });
});
