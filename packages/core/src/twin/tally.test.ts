import { describe, expect, it } from 'vitest';
import { Tally } from './tally.ts';

describe('Tally', () => {
  it('counts all nodes as free at first', () => {
    expect(new Tally(5).shares(0)).toEqual({ held: 0, spare: 1, out: 0 });
    expect(new Tally(5).shares(10)).toEqual({ held: 0, spare: 1, out: 0 });
  });

  it('weighs counts by how long they held', () => {
    const tally = new Tally(10);
    tally.count(10, 8, 0);
    tally.count(30, 7, 1);
    // 20 at 8, then 10 at 7 of 10 nodes over 40.
    const { held, out, spare } = tally.shares(40);
    expect(held).toBeCloseTo((20 * 8 + 10 * 7) / 400, 12);
    expect(out).toBeCloseTo(10 / 400, 12);
    expect(held + out + spare).toBeCloseTo(1, 12);
    expect(tally.shares(40)).toEqual({ held, out, spare });
  });
});
