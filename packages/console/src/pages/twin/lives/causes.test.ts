import { describe, expect, it } from 'vitest';
import { rankCauses } from './causes.ts';

describe('rankCauses', () => {
  it('leaves out what never struck', () => {
    expect(rankCauses({ a: 0 }, 5)).toEqual([]);
  });

  it('names the most frequent and sums up the rest', () => {
    const byCause = { a: 1, b: 5, c: 2, d: 3 };
    expect(rankCauses(byCause, 4).map(({ cause }) => cause)).toEqual(['b', 'd', 'c', 'a']);
    expect(rankCauses(byCause, 3)).toEqual([
      { cause: 'b', mean: 5 },
      { cause: 'd', mean: 3 },
      { cause: '2 others', mean: 3 },
    ]);
  });
});
