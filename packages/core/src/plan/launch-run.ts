import type { Problem } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { type SearchOutcome, sizeModel, type TrainingJob } from '../model/index.ts';
import type { RankedLaunch } from './candidates.ts';
import { type LaunchEngine, launchArguments } from './launch/index.ts';
import { strategyOf } from './strategy.ts';

/** Which strategy of a ranking to launch, and in what. */
export interface LaunchChoice {
  readonly engine: LaunchEngine;
  /** 1 for the fastest. */
  readonly rank: number;
}

/** The launch of a run with the chosen of its strategies, of which the outcome has the fastest. */
export function launchRun(
  factory: Factory,
  name: string,
  job: TrainingJob,
  { best, evaluated }: SearchOutcome,
  { engine, rank }: LaunchChoice,
): RankedLaunch | Problem {
  const chosen = best[rank - 1];
  if (!chosen) return beyond(name, rank, evaluated);
  const run = factory.runs[name]!;
  const tokens =
    run.tokens?.value ?? run.compute!.value / sizeModel(job.model, job.sequenceLength).flopPerToken;
  const launched = {
    ...job,
    run: name,
    gpusPerNode: factory.hardware.node.gpusPerNode.value,
    steps: Math.ceil(tokens / (job.globalBatch * job.sequenceLength)),
  };
  const strategy = strategyOf(job, chosen);
  return { rank, strategy, ...launchArguments(engine, launched, strategy) };
}

function beyond(name: string, rank: number, fitting: number): Problem {
  const are = fitting === 1 ? 'strategy fits' : 'strategies fit';
  return {
    code: 'strategies.rank',
    message: `There is no strategy ${rank} of run "${name}": only ${fitting} ${are}. Take a rank from 1 to ${fitting}.`,
    expected: `1 to ${fitting}`,
  };
}
