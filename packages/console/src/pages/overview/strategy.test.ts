import { describe, expect, it } from 'vitest';
import { strategyInShort } from './strategy.ts';

const none = { tp: 1, pp: 1, vp: 1, dp: 1, ep: 1, etp: 1, cp: 1 };
const rest = { microBatch: 1, microBatches: 1, recompute: 'none', sharding: 'zero1' } as const;

describe('strategyInShort', () => {
  it('names only the ways that split', () => {
    expect(strategyInShort({ ...none, ...rest, tp: 8, dp: 16 })).toBe('TP8 DP16');
  });

  it('says when nothing is split', () => {
    expect(strategyInShort({ ...none, ...rest })).toBe('one GPU');
  });
});
