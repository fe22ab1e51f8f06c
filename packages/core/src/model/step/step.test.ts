import { describe, expect, it } from 'vitest';
import { sizeModel } from '../architecture.ts';
import { DENSE, jobOn, MIXED, MIXTURE, PLAIN_SPLIT, unbounded } from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import { searchStrategies } from '../search/search.ts';
import type { Strategy } from '../strategy.ts';
import { type StepTimes, stepTime } from './step.ts';

/** Computing and communication of the layers: what a pipeline splits. */
function worked(step: StepTimes): number {
  const { gemm, attention, memoryBound, recompute } = step;
  const { tensorParallel, contextParallel, expertParallel } = step;
  return (
    gemm + attention + memoryBound + recompute + tensorParallel + contextParallel + expertParallel
  );
}

function withNetwork(job: TrainingJob, networkBandwidth: number): TrainingJob {
  return { ...job, hardware: { ...job.hardware, networkBandwidth } };
}

describe.each([
  ['dense', DENSE],
  ['mixture', MIXTURE],
  ['mixed', MIXED],
] as const)('over every strategy of a %s model', (_, model) => {
  const job = unbounded(jobOn(model));
  const { feasible } = searchStrategies(job);

  it('adds up, of parts that are times', () => {
    expect(feasible.length).toBeGreaterThan(100);
    for (const { step } of feasible) {
      const { time, ...parts } = step;
      const times = Object.values(parts);
      for (const part of times) expect(part).toBeGreaterThanOrEqual(0);
      const sum = times.reduce((total, part) => total + part, 0);
      expect(Math.abs(sum / time - 1)).toBeLessThan(1e-12);
    }
  });

  it('never beats the peak of the GPUs', () => {
    const { flopPerToken } = sizeModel(model, job.sequenceLength);
    const flop = flopPerToken * job.globalBatch * job.sequenceLength;
    const least = flop / (job.gpus * job.hardware.gpu.peak);
    for (const { step } of feasible) expect(step.time).toBeGreaterThan(least);
  });

  it('charges for what is used, and for nothing else', () => {
    for (const { strategy: s, step } of feasible) {
      expect(step.tensorParallel > 0).toBe(s.tp > 1);
      expect(step.contextParallel > 0).toBe(s.cp > 1);
      expect(step.expertParallel > 0).toBe(s.ep > 1);
      expect(step.pipelineSend > 0).toBe(s.pp > 1);
      expect(step.bubble > 0).toBe(s.pp > 1);
      expect(step.recompute > 0).toBe(s.recompute !== 'none');
    }
  });

  it('is slower with twice the batch, by a factor of two at most', () => {
    const twice = { ...job, globalBatch: 2 * job.globalBatch };
    for (const { strategy, step } of feasible) {
      const { time } = stepTime(twice, strategy);
      expect(time).toBeGreaterThan(step.time);
      expect(time).toBeLessThanOrEqual(2 * step.time * (1 + 1e-12));
    }
  });

  it('is never slower on a faster network', () => {
    const faster = withNetwork(job, 2 * job.hardware.networkBandwidth);
    for (const { strategy, step } of feasible) {
      expect(stepTime(faster, strategy).time).toBeLessThanOrEqual(step.time);
    }
  });

  it('has the bubble of 1F1B: (pp - 1) / (pp x vp) of one micro-batch through all layers', () => {
    for (const { strategy: s, step } of feasible) {
      if (s.pp === 1) continue;
      const alone = stepTime(job, { ...s, pp: 1, vp: 1 });
      const microBatches = job.globalBatch / (s.dp * s.microBatch);
      const whole = worked(alone) / microBatches;
      expect(step.bubble / (((s.pp - 1) / (s.pp * s.vp)) * whole)).toBeCloseTo(1, 9);
    }
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

  it('waits for the stage with the logits where those weigh', () => {
    const light = { ...DENSE, vocab: 8 };
    const heavy = { ...DENSE, vocab: 256_000 };
    const of = (model: typeof DENSE) =>
      stepTime(unbounded(jobOn(model, { gpus: 4, globalBatch: 16 })), piped);
    expect(of(heavy).attention).toBe(of(light).attention);
    expect(of(heavy).gemm).toBeGreaterThan(1.5 * of(light).gemm);
  });

  it('recomputes the forward pass and nothing more', () => {
    const job = jobOn(DENSE);
    const none = stepTime(job, PLAIN_SPLIT);
    const full = stepTime(job, { ...PLAIN_SPLIT, recompute: 'full' });
    const { overheadShare } = job.constants;
    expect(full.time - none.time).toBeCloseTo(full.recompute * (1 + overheadShare), 12);
    // A backward product is twice its forward, so a third of the work is done again, logits aside.
    expect(full.recompute / (none.gemm + none.attention + none.memoryBound)).toBeLessThan(1 / 3);
  });

  it('recomputes only element-wise work when selective, which is far less', () => {
    const job = jobOn(DENSE);
    const selective = stepTime(job, { ...PLAIN_SPLIT, recompute: 'selective' });
    const full = stepTime(job, { ...PLAIN_SPLIT, recompute: 'full' });
    expect(selective.recompute).toBeLessThan(selective.memoryBound);
    expect(selective.recompute).toBeLessThan(full.recompute / 2);
  });

  it('adds one share of everything modelled as overhead', () => {
    const job = jobOn(DENSE);
    const { time, overhead } = stepTime(job, PLAIN_SPLIT);
    expect(overhead / (time - overhead)).toBeCloseTo(job.constants.overheadShare, 12);
  });

  it('refuses experts that nobody measured', () => {
    const { moe: _, ...kernels } = jobOn(MIXTURE).kernels;
    expect(() => stepTime({ ...jobOn(MIXTURE), kernels }, PLAIN_SPLIT)).toThrow('expert kernels');
  });
});
