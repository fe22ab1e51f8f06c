import { describe, expect, it } from 'vitest';
import { type Architecture, sizeModel } from '../architecture.ts';
import { evenNetwork, type NetworkReach } from '../fabric/index.ts';
import { everyStrategy, inStack, jobOn, PLAIN_SPLIT, unbounded, wrongOf } from '../job.fixture.ts';
import type { TrainingJob, TrainingStack } from '../job.ts';
import { stepTime } from './step.ts';
import type { StepTimes } from './step-times.ts';

/** Computing, communication and waiting of the layers: what a pipeline splits. */
export function worked(step: StepTimes): number {
  const { gemm, attention, memoryBound, recompute, host } = step;
  const { tensorParallel, contextParallel, expertParallel } = step;
  const communication = tensorParallel + contextParallel + expertParallel;
  return gemm + attention + memoryBound + recompute + communication + host;
}

const LINE_RATE = 50e9;

function withNetwork(job: TrainingJob, ...network: NetworkReach[]): TrainingJob {
  return { ...job, hardware: { ...job.hardware, network } };
}

/** Describes what holds for every strategy of a model in a stack. */
export function describeEveryStrategy(
  name: string,
  model: Architecture,
  stack: Partial<TrainingStack> = {},
): void {
  describe(`over every strategy of a ${name} model`, () => {
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
}
