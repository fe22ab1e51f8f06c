import { describe, expect, it } from 'vitest';
import { STRATEGY_FIELDS, type Strategy } from './strategy.ts';
import {
  shortenSplit,
  shortenStrategy,
  showSplit,
  showStrategy,
  strategyInWords,
} from './strategy-text.ts';

const ONE: Strategy = {
  ...{ tp: 1, pp: 1, vp: 1, dp: 1, ep: 1, etp: 1, cp: 1, microBatch: 1 },
  ...{ recompute: 'none', sharding: 'none' },
};
const DENSE: Strategy = {
  ...{ ...ONE, tp: 8, pp: 16, dp: 128, etp: 8, microBatch: 2 },
  ...{ recompute: 'full', sharding: 'zero1' },
};
const MIXTURE: Strategy = { ...DENSE, ep: 8, etp: 4, recompute: 'selective', sharding: 'hybrid' };

describe('a strategy in short', () => {
  it('holds every field, so that no two are named alike', () => {
    expect(showStrategy(DENSE)).toBe('TP8 PP16 VP1 DP128 EP1 ETP8 CP1 MB2 recompute zero1');
    for (const field of Object.keys(STRATEGY_FIELDS) as (keyof Strategy)[]) {
      const { [field]: changed } = MIXTURE;
      const other = { ...MIXTURE, [field]: typeof changed === 'number' ? changed + 1 : 'none' };
      expect(showStrategy(other)).not.toBe(showStrategy(MIXTURE));
    }
  });

  it('is shorter without what is not used', () => {
    expect(shortenStrategy(ONE)).toBe('MB1');
    expect(shortenStrategy(DENSE)).toBe('TP8 PP16 DP128 MB2 recompute zero1');
    expect(shortenStrategy(MIXTURE)).toBe('TP8 PP16 DP128 EP8 ETP4 MB2 selective hybrid');
  });
});

describe('a split', () => {
  it('tells how experts are split only where there is expert parallelism', () => {
    expect(showSplit(DENSE)).toBe('TP8 PP16 VP1 DP128 EP1 CP1');
    expect(showSplit(MIXTURE)).toBe('TP8 PP16 VP1 DP128 EP8 ETP4 CP1');
  });

  it('is one GPU where nothing is split', () => {
    expect(shortenSplit(ONE)).toBe('one GPU');
    expect(shortenSplit({ ...ONE, tp: 8, dp: 16 })).toBe('TP8 DP16');
  });
});

describe('a strategy in words', () => {
  it('leaves out what is not used', () => {
    expect(strategyInWords(DENSE)).toBe(
      'tensor 8 · pipeline 16 · data 128 · micro-batch of 2 · full recompute · ZeRO-1',
    );
    expect(strategyInWords(ONE)).toBe('micro-batch of 1 · keeps activations · nothing shared out');
  });
});
