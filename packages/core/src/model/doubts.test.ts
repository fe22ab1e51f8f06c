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

  it('looks at the ranks of latent attention, not at heads that are never projected at once', () => {
    const job = jobOn(DENSE);
    const latent = { ...job.model, keyValueRank: 1, ropeDim: 64, valueDim: job.model.headDim };
    const found = doubts({ ...job, model: latent }, PLAIN_SPLIT);
    expect(of(/attention projections .* not measured/, found)).toHaveLength(1);
  });
});
