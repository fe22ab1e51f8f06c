import { plain, type Seconds } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import type { TrainingPlan } from '../../plan/index.ts';
import type { ProgramJob } from './desired-run.ts';

interface JobTimes {
  readonly name: string;
  readonly steps: number;
  readonly seed: number;
  readonly stepTime: Seconds;
}

/** A planned run in the words of `job.json`. */
export function programJob(
  factory: Factory,
  run: TrainingPlan,
  { name, steps, seed, stepTime }: JobTimes,
): ProgramJob {
  const { sequenceLength, globalBatch } = factory.runs[name]!;
  const { label: _, ...architecture } = plain(factory.models[run.model]!);
  const { tp, pp, cp, ep, dp, microBatch } = run.strategy;
  return {
    format: 'gigafactory-job',
    version: 1,
    run: name,
    model: { ...architecture, tied: architecture.embeddingMatrices === 1 },
    strategy: { tp, pp, cp, ep, dp },
    sequenceLength: sequenceLength.value,
    globalBatch: globalBatch.value,
    microBatch,
    steps,
    seed,
    stepTime,
  };
}
