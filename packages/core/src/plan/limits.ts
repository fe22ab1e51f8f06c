import { type Problem, plain, showQuantity } from '../base/index.ts';
import type { FactoryRun } from '../factory/index.ts';
import {
  type FastestOutcome,
  REJECT_REASONS,
  type StrategyLimits,
  type TrainingJob,
} from '../model/index.ts';
import { nothingLaidOut } from './refused.ts';

/** The parts of a run's strategy that the file pins. */
export function limitsOf({ strategy: s }: FactoryRun): StrategyLimits {
  return plain(s) as StrategyLimits;
}

/** Why no strategy of a run works: the reasons that rejected most of them. */
export function nothingFits(
  name: string,
  job: TrainingJob,
  run: FactoryRun,
  outcome: FastestOutcome,
): Problem {
  if (outcome.rejected.memory === 0) return nothingLaidOut(name, job, run, limitsOf(run));
  const counts = Object.entries(outcome.rejected) as [keyof typeof REJECT_REASONS, number][];
  const reasons = counts
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${REJECT_REASONS[reason]} (${count})`);
  const { at } = run.gpus;
  return {
    code: 'run.infeasible',
    path: `runs.${name}`,
    message: `No strategy works on ${showQuantity(job.gpus, 'GPU')} with a batch of ${job.globalBatch}: ${reasons.join('; ')}. Change gpus, globalBatch or what "strategy" pins.`,
    ...(at ? { at } : {}),
  };
}
