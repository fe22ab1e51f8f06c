import { describe, expect, it } from 'vitest';
import { doubts } from './index.ts';
import { DENSE, jobOn, PLAIN_SPLIT } from './job.fixture.ts';

const of = (what: RegExp, found: readonly string[]) => found.filter((line) => what.test(line));

describe('doubts', () => {
  it('names shapes that were not measured, and nothing where all were', () => {
    const job = jobOn(DENSE);
    expect(of(/not measured/, doubts(job, PLAIN_SPLIT))).toEqual([]);
    const huge = { ...job, model: { ...job.model, vocab: 1e7 } };
    expect(of(/logits .* not measured/, doubts(huge, PLAIN_SPLIT))).toHaveLength(1);
  });

  it('owns up to what the backtest says of sharded data parallelism', () => {
    const job = jobOn(DENSE);
    expect(of(/ZeRO-3/, doubts(job, { ...PLAIN_SPLIT, sharding: 'zero3' }))).toHaveLength(1);
    expect(of(/ZeRO-3/, doubts(job, { ...PLAIN_SPLIT, sharding: 'zero1' }))).toEqual([]);
  });
});
