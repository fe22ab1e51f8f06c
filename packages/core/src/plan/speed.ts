import type { Recorder } from '../base/index.ts';
import {
  type EvaluatedStrategy,
  type ModelSize,
  peakName,
  stepTime,
  type TrainingJob,
  trainingMemory,
} from '../model/index.ts';
import { figure } from './figure.ts';
import type { StepPlan, TrainingPlan } from './plan.ts';

type Speed = Pick<
  TrainingPlan,
  | 'memory'
  | 'step'
  | 'stepTime'
  | 'mfu'
  | 'tokensPerStep'
  | 'tokensPerSecond'
  | 'tokensPerSecondPerGpu'
>;

/**
 * Evaluates the chosen strategy again, this time explained, and what its step time comes to.
 * The numbers are the search's own: the same functions run, with a recorder.
 */
export function planSpeed(
  job: TrainingJob,
  { strategy }: EvaluatedStrategy,
  size: ModelSize,
  rec: Recorder,
): Speed {
  const memory = trainingMemory(job, strategy, rec.within('memory'));
  const { time, ...step } = stepTime(job, strategy, rec.within('step'));
  figure(rec, 'stepTime', ['Step time', 's'], time, 'time', { time: 'step.time' });
  const tokensPerStep = figure(
    rec,
    'tokensPerStep',
    ['Tokens per optimizer step', 'token'],
    job.globalBatch * job.sequenceLength,
    'batch * sequence',
    { batch: 'run.globalBatch', sequence: 'run.sequenceLength' },
  );
  const tokensPerSecond = figure(
    rec,
    'tokensPerSecond',
    ['Tokens per second', 'token/s'],
    tokensPerStep / time,
    'tokens / time',
    { tokens: 'tokensPerStep', time: 'stepTime' },
  );
  const tokensPerSecondPerGpu = figure(
    rec,
    'tokensPerSecondPerGpu',
    ['Tokens per second and GPU', 'token/s'],
    tokensPerSecond / job.gpus,
    'tokens / gpus',
    { tokens: 'tokensPerSecond', gpus: 'run.gpus' },
  );
  const mfu = planMfu(job, size, tokensPerSecondPerGpu, rec);
  return {
    memory,
    step: step satisfies StepPlan,
    stepTime: time,
    mfu,
    tokensPerStep,
    tokensPerSecond,
    tokensPerSecondPerGpu,
  };
}

function planMfu(job: TrainingJob, size: ModelSize, perGpu: number, rec: Recorder): number {
  return figure(
    rec,
    'mfu',
    ['Model FLOPs utilisation', '%'],
    (perGpu * size.flopPerToken) / job.hardware.gpu.peak,
    'tokens * flop / peak',
    {
      tokens: 'tokensPerSecondPerGpu',
      flop: 'flopPerToken',
      peak: `gpu.${peakName(job.precision)}`,
    },
    `Against the dense ${peakName(job.precision)} peak; recompute does not count as useful.`,
  );
}
