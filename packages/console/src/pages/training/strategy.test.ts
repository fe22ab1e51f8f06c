import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type NamedStrategy,
  readStrategy,
  sameStrategy,
  strategyText,
  strategyWords,
} from './strategy.ts';

const LABEL = 'TP8 PP16 VP1 DP128 EP1 ETP1 CP1 MB1 recompute zero1';

describe('readStrategy', () => {
  it('reads nothing from a label it does not understand in full', () => {
    expect(readStrategy('')).toBeUndefined();
    expect(readStrategy('TP8 PP16')).toBeUndefined();
    expect(readStrategy(`${LABEL} XX4`)).toBeUndefined();
    expect(readStrategy(LABEL.replace('TP8', 'TPx'))).toBeUndefined();
  });

  it('reads every part', () => {
    expect(readStrategy(LABEL)).toEqual({
      tp: 8,
      pp: 16,
      vp: 1,
      dp: 128,
      ep: 1,
      etp: 1,
      cp: 1,
      microBatch: 1,
      recompute: 'full',
      sharding: 'zero1',
    });
  });

  it('reads back what is shown', () => {
    const count = fc.integer({ min: 1, max: 4096 });
    const strategy = fc.record<NamedStrategy>({
      tp: count,
      pp: count,
      vp: count,
      dp: count,
      ep: count,
      etp: count,
      cp: count,
      microBatch: count,
      recompute: fc.constantFrom('none', 'selective', 'full'),
      sharding: fc.constantFrom('none', 'zero1', 'zero2', 'zero3', 'hybrid'),
    });
    fc.assert(
      fc.property(strategy, (s) => {
        const counts = `TP${s.tp} PP${s.pp} VP${s.vp} DP${s.dp} EP${s.ep} ETP${s.etp} CP${s.cp} MB${s.microBatch}`;
        const kept = { none: 'keep', selective: 'selective', full: 'recompute' }[s.recompute];
        const label = `${counts} ${kept} ${s.sharding}`;
        const read = readStrategy(label);
        expect(read && sameStrategy(read, s)).toBe(true);
      }),
    );
  });
});

describe('strategyText', () => {
  it('is a value of the factory file, without what follows from the GPUs', () => {
    const strategy = readStrategy(LABEL)!;
    expect(strategyText(strategy)).toBe(
      '{tp: 8, pp: 16, vp: 1, ep: 1, etp: 1, cp: 1, microBatch: 1, recompute: full, sharding: zero1}',
    );
  });
});

describe('strategyWords', () => {
  it('leaves out what the strategy does not use', () => {
    expect(strategyWords(readStrategy(LABEL)!)).toBe(
      'tensor 8 · pipeline 16 · data 128 · micro-batch of 1 · full recompute · ZeRO-1',
    );
  });
});
