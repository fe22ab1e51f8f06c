import type { Figure, Known, Recorder } from '../base/index.ts';
import type { SoftwareKind } from '../facts/index.ts';
import {
  type EvaluatedStrategy,
  peakName,
  stepTime,
  type TrainingJob,
  trainingMemory,
} from '../model/index.ts';
import { planFigures } from './figures.ts';
import type { StepPlan, TrainingPlan } from './plan.ts';
import { planStepTimeRange } from './step-time-range.ts';

type Speed = Pick<
  TrainingPlan,
  | 'memory'
  | 'step'
  | 'stepTime'
  | 'stepTimeRange'
  | 'mfu'
  | 'tokensPerStep'
  | 'tokensPerSecond'
  | 'tokensPerSecondPerGpu'
>;

/** What is known of how far the step time may be off. */
interface Doubts {
  readonly software: SoftwareKind;
  /** Of kernels that were scaled to the GPU. */
  readonly doubt?: Known;
}

/**
 * Evaluates the chosen strategy again with explanations, and what follows from its step time. The numbers are
 * the search's own: the same functions run, with a recorder. A doubt in kernels is a factor of 1 with a range,
 * which widens the range of all that rests on the step time.
 */
export function planSpeed(
  job: TrainingJob,
  { strategy }: EvaluatedStrategy,
  { software, doubt }: Doubts,
  rec: Recorder,
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
  const stepTimeRange = planStepTimeRange(software, rec, doubt);
  return { memory, step: step satisfies StepPlan, ...rates, stepTimeRange, mfu };
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
