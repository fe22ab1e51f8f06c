import { describe, expect, it } from 'vitest';
import { STACKS, type StackName } from '../../facts/index.ts';
import {
  DENSE,
  inStack,
  jobOn,
  MIXED,
  MIXTURE,
  PLAIN_SPLIT,
  stackNamed,
  unbounded,
} from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { describeEveryStrategy, worked } from './step.fixture.ts';
import { stepTime } from './step.ts';

describeEveryStrategy(
  'mixed, in a stack that overlaps nothing',
  MIXED,
  stackNamed('deepspeed-zero3-2021'),
);

describe('stepTime', () => {
  const piped: Strategy = { ...PLAIN_SPLIT, pp: 4, dp: 1, tp: 1 };

  // Narayanan et al. 2021, section 2.2: bubble over ideal time is (pp - 1) / (vp x m).
  it.each([
    [16, 1],
    [32, 1],
    [16, 2],
    [64, 2],
  ])('has the ideal bubble fraction with %i micro-batches and %i chunks', (batch, vp) => {
    const balanced = { ...DENSE, vocab: 8 };
    const job = unbounded(jobOn(balanced, { gpus: 4, globalBatch: batch }));
    const step = stepTime(job, { ...piped, vp });
    const ideal = (piped.pp - 1) / (vp * batch);
    // The launches of the logits are all that is left out of balance.
    expect(Math.abs(step.bubble / worked(step) / ideal - 1)).toBeLessThan(0.02);
  });

  it('recomputes the forward pass and nothing more', () => {
    const job = jobOn(DENSE);
    const none = stepTime(job, PLAIN_SPLIT);
    const full = stepTime(job, { ...PLAIN_SPLIT, recompute: 'full' });
    const { recompute, dataParallel, overhead, time } = full;
    expect({ ...none, recompute, dataParallel, overhead, time }).toEqual(full);
    // More computing hides as much communication or more.
    expect(dataParallel).toBeLessThanOrEqual(none.dataParallel);
    // A backward product is twice its forward, so a third of the work is done again, logits aside.
    expect(recompute / (none.gemm + none.attention + none.memoryBound)).toBeLessThan(1 / 3);
  });

  it('recomputes under selective what the stack means by that', () => {
    const again = (over: Partial<TrainingJob['stack']>, model = DENSE) => {
      const job = inStack(jobOn(model), over);
      const full = stepTime(job, { ...PLAIN_SPLIT, recompute: 'full' });
      return { full, selective: stepTime(job, { ...PLAIN_SPLIT, recompute: 'selective' }) };
    };
    const core = again({ selective: 'attention' });
    expect(core.selective.recompute).toBeLessThan(core.selective.attention / 2);
    const norms = again({ selective: 'activations' });
    expect(norms.selective.recompute).toBeLessThan(norms.selective.memoryBound / 2);
    const products = again({ selective: 'products' });
    expect(products.selective.recompute).toBeGreaterThan(norms.selective.recompute);
    for (const { selective, full } of [core, norms, products]) {
      expect(selective.recompute).toBeLessThan(full.recompute);
    }
    // Latent attention makes its up-projections again too.
    const latent = { ...DENSE, kvHeads: 8, queryRank: 768, keyValueRank: 256, ropeDim: 64 };
    const up = again({ selective: 'activations' }, latent);
    expect(up.selective.recompute).toBeGreaterThan(norms.selective.recompute);
  });

  it.each(Object.keys(STACKS) as StackName[])(
    'adds the factor of %s to everything modelled',
    (name) => {
      const stack = stackNamed(name);
      const { time, overhead } = stepTime(inStack(jobOn(DENSE), stack), PLAIN_SPLIT);
      expect(overhead / (time - overhead)).toBeCloseTo(stack.factor - 1, 12);
      expect(time).toBeGreaterThan(0);
    },
  );

  it('refuses experts that were not measured', () => {
    const { moe: _, ...kernels } = jobOn(MIXTURE).kernels;
    expect(() => stepTime({ ...jobOn(MIXTURE), kernels }, PLAIN_SPLIT)).toThrow('expert kernels');
  });
});
