import { describe, expect, it } from 'vitest';
import { DENSE, jobOn, PLAIN_SPLIT } from '../job.fixture.ts';
import { emptyHeld, hold } from '../memory/held.ts';
import type { Sharding } from '../strategy.ts';
import { optimizerTime } from './optimizer.ts';

const of = (sharding: Sharding) => {
  const held = emptyHeld();
  hold(jobOn(DENSE), { ...PLAIN_SPLIT, sharding }, held);
  return optimizerTime(jobOn(DENSE), held);
};

describe('optimizerTime', () => {
  it('falls with what is shared out: state, then gradients', () => {
    expect(of('zero1')).toBeLessThan(of('none'));
    expect(of('zero2')).toBeLessThan(of('zero1'));
    expect(of('zero3')).toBe(of('zero2'));
    // Eight ranks of a domain share, not all 64.
    expect(of('hybrid')).toBeGreaterThan(of('zero3'));
    expect(of('hybrid')).toBeLessThan(of('zero1'));
  });

  it('streams 50 bytes for each parameter where nothing is shared out', () => {
    const { kernels } = jobOn(DENSE);
    const bytes = (of('none') - kernels.memory.launch) * kernels.memory.bandwidth;
    expect(bytes / (8 * 15_728_640 + 65_536_000)).toBeCloseTo(42 + 8, 6);
  });
});
