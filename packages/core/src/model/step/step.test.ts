import { describe, expect, it } from 'vitest';
import { STACKS, type StackName } from '../../facts/index.ts';
import { sizeModel } from '../architecture.ts';
import { evenNetwork, type NetworkReach } from '../fabric/index.ts';
import {
  DENSE,
  everyStrategy,
  inStack,
  jobOn,
  MIXED,
  MIXTURE,
  PLAIN_SPLIT,
  stackNamed,
  unbounded,
  wrongOf,
} from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { stepTime } from './step.ts';
import type { StepTimes } from './step-times.ts';

/** Computing, communication and waiting of the layers: what a pipeline splits. */
function worked(step: StepTimes): number {
  const { gemm, attention, memoryBound, recompute, host } = step;
  const { tensorParallel, contextParallel, expertParallel } = step;
  const communication = tensorParallel + contextParallel + expertParallel;
  return gemm + attention + memoryBound + recompute + communication + host;
}

const LINE_RATE = 50e9;

function withNetwork(job: TrainingJob, ...network: NetworkReach[]): TrainingJob {
  return { ...job, hardware: { ...job.hardware, network } };
}

describe.each([
  ['dense', DENSE, {}],
  ['mixture', MIXTURE, { dispatch: 'deduplicated' }],
  ['mixed', MIXED, {}],
  ['mixed, in a stack that overlaps nothing', MIXED, stackNamed('deepspeed-zero3-2021')],
] as const)('over every strategy of a %s model', (_, model, stack) => {
  const job = unbounded(inStack(jobOn(model, { gpus: 32, globalBatch: 32 }), stack));
  const all = everyStrategy(job);

  it('adds up, of parts that are times', () => {
    expect(all.length).toBeGreaterThan(1000);
    const wrong = wrongOf(all, ({ step }) => {
      const { time, ...parts } = step;
      const times = Object.values(parts);
      const sum = times.reduce((total, part) => total + part, 0);
      return times.every((part) => part >= 0) && Math.abs(sum / time - 1) < 1e-12;
    });
    expect(wrong).toEqual([]);
  });

  it('never beats the peak of the GPUs', () => {
    const { flopPerToken } = sizeModel(model, job.sequenceLength);
    const flop = flopPerToken * job.globalBatch * job.sequenceLength;
    const least = flop / (job.gpus * job.hardware.gpu.peak);
    expect(wrongOf(all, ({ step }) => step.time > least)).toEqual([]);
  });

  it('charges for what is used, and for nothing else', () => {
    const wrong = wrongOf(all, ({ strategy: s, step }) => {
      const copies = s.dp * s.cp > 1 || (model.experts > 0 && s.tp > s.ep * s.etp);
      return (
        step.tensorParallel > 0 === s.tp > 1 &&
        // A ring may hide all of it.
        (step.contextParallel === 0 || s.cp > 1) &&
        step.expertParallel > 0 === s.ep > 1 &&
        step.pipelineSend > 0 === s.pp > 1 &&
        step.bubble > 0 === s.pp > 1 &&
        step.recompute > 0 === (s.recompute !== 'none') &&
        step.dataParallel > 0 === copies
      );
    });
    expect(wrong).toEqual([]);
  });

  it('is slower with twice the batch, by a factor of two at most', () => {
    const twice = { ...job, globalBatch: 2 * job.globalBatch };
    const wrong = wrongOf(all, ({ strategy, step }) => {
      const { time } = stepTime(twice, strategy);
      return time > step.time && time <= 2 * step.time * (1 + 1e-12);
    });
    expect(wrong).toEqual([]);
  });

  it('is never slower on a faster network', () => {
    const faster = withNetwork(job, ...evenNetwork(2 * LINE_RATE));
    const wrong = wrongOf(
      all,
      ({ strategy, step }) => stepTime(faster, strategy).time <= step.time,
    );
    expect(wrong).toEqual([]);
  });

  it('is slower where leaves are oversubscribed, but not within a leaf', () => {
    const [near, half] = [{ gpus: 16, bandwidth: LINE_RATE }, LINE_RATE / 2];
    const narrow = withNetwork(job, near, ...evenNetwork(half));
    const slow = withNetwork(job, ...evenNetwork(half));
    const wrong = wrongOf(all, ({ strategy, step }) => {
      const { time } = stepTime(narrow, strategy);
      return time >= step.time && time <= stepTime(slow, strategy).time;
    });
    expect(wrong).toEqual([]);
    const split = { ...PLAIN_SPLIT, tp: 8, dp: 4, etp: 8 };
    expect(stepTime(narrow, split).dataParallel).toBe(stepTime(slow, split).dataParallel);
    const small = { ...split, dp: 2 };
    const of = (on: TrainingJob) => stepTime({ ...on, gpus: 16 }, small).dataParallel;
    expect(of(narrow)).toBe(of(job));
  });

  it('has the bubble of 1F1B: (pp - 1) / (pp x vp) of one micro-batch through all layers', () => {
    const wrong = wrongOf(all, ({ strategy: s, step }) => {
      if (s.pp === 1) return true;
      const alone = stepTime(job, { ...s, pp: 1, vp: 1 });
      const microBatches = job.globalBatch / (s.dp * s.microBatch);
      const whole = worked(alone) / microBatches;
      return Math.abs(step.bubble / (((s.pp - 1) / (s.pp * s.vp)) * whole) - 1) < 1e-9;
    });
    expect(wrong).toEqual([]);
  });
});

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
