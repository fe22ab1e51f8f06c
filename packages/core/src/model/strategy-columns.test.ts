import { describe, expect, it } from 'vitest';
import type { Strategy } from './strategy.ts';
import { columnsOf, strategyAt } from './strategy-columns.ts';

const A: Strategy = {
  ...{ tp: 8, pp: 16, vp: 2, dp: 128, ep: 4, etp: 8, cp: 3, microBatch: 5 },
  ...{ recompute: 'full', sharding: 'zero1' },
};
const B: Strategy = { ...A, tp: 1, recompute: 'none' };

describe('strategies in columns', () => {
  it('have no row beyond the last', () => {
    expect(() => strategyAt(columnsOf([]), 0)).toThrow(RangeError);
    expect(() => strategyAt(columnsOf([A]), 1)).toThrow(RangeError);
    expect(() => strategyAt(columnsOf([A]), 0.5)).toThrow(RangeError);
  });

  it('come back as they were', () => {
    const columns = columnsOf([A, B]);
    expect(columns.tp).toEqual([8, 1]);
    expect([strategyAt(columns, 0), strategyAt(columns, 1)]).toEqual([A, B]);
  });
});
