import type { Figure, Known, Recorder } from '../base/index.ts';
import {
  type EvaluatedStrategy,
  peakName,
  stepTime,
  type TrainingJob,
  trainingMemory,
} from '../model/index.ts';
import { planFigures } from './figures.ts';
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
 * Evaluates the chosen strategy again with explanations, and what follows from its step time. The numbers are
 * the search's own: the same functions run, with a recorder. A doubt in kernels is a factor of 1 with a range,
 * which widens the range of all that rests on the step time.
 */
export function planSpeed(
  job: TrainingJob,
  { strategy }: EvaluatedStrategy,
  rec: Recorder,
  doubt?: Known,
): Speed {
  const memory = trainingMemory(job, strategy, rec.within('memory'));
  const { time: _, ...step } = stepTime(job, strategy, rec.within('step'));
  if (doubt) rec.know('kernelDoubt', 'Doubt in kernels scaled to this GPU', doubt);
  const stepTimeOf = doubt ? { ...STEP_TIME, formula: 'step.time * kernelDoubt' } : STEP_TIME;
  const rates = planFigures({ stepTime: stepTimeOf, ...RATES }, rec);
  const peak = peakName(job.precision);
  const mfu = rec.figure('mfu', {
    label: 'Model FLOPs utilisation',
    unit: '%',
    formula: `tokensPerSecondPerGpu * flopPerToken / gpu.${peak}`,
    reason: `Against the dense ${peak} peak; recompute does not count as useful.`,
  });
  return { memory, step: step satisfies StepPlan, ...rates, mfu };
}

const STEP_TIME = { label: 'Step time', unit: 's', formula: 'step.time' } as const;

const RATES = {
  tokensPerStep: {
    label: 'Tokens per optimizer step',
    unit: 'token',
    formula: 'run.globalBatch * run.sequenceLength',
  },
  tokensPerSecond: {
    label: 'Tokens per second',
    unit: 'token/s',
    formula: 'tokensPerStep / stepTime',
  },
  tokensPerSecondPerGpu: {
    label: 'Tokens per second and GPU',
    unit: 'token/s',
    formula: 'tokensPerSecond / run.gpus',
  },
} as const satisfies Partial<Record<keyof TrainingPlan, Figure>>;
