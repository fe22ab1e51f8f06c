import type { Strategy } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { sameStrategy, strategyText, wordsOf } from './strategy.ts';

const STRATEGY: Strategy = {
  ...{ tp: 8, pp: 16, vp: 1, dp: 128, ep: 1, etp: 1, cp: 1, microBatch: 1 },
  ...{ recompute: 'full', sharding: 'zero1' },
};

describe('strategyText', () => {
  it('is a value of the factory file, without what follows from the GPUs', () => {
    expect(strategyText(STRATEGY)).toBe(
      '{tp: 8, pp: 16, vp: 1, ep: 1, etp: 1, cp: 1, microBatch: 1, recompute: full, sharding: zero1}',
    );
  });
});

describe('sameStrategy', () => {
  it('tells strategies apart by every field, data parallelism among them', () => {
    expect(sameStrategy(STRATEGY, { ...STRATEGY, dp: 64 })).toBe(false);
    expect(sameStrategy(STRATEGY, { ...STRATEGY, sharding: 'none' })).toBe(false);
    expect(sameStrategy(STRATEGY, { ...STRATEGY })).toBe(true);
  });
});

describe('wordsOf', () => {
  it('has words for every way', () => {
    expect(wordsOf('recompute')).toEqual({
      none: 'keeps activations',
      selective: 'selective recompute',
      full: 'full recompute',
    });
    expect(Object.keys(wordsOf('sharding'))).toHaveLength(5);
  });
});
