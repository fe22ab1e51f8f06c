import { failed, ok, type Problem, type Result } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { mergeOutcomes, type SearchOutcome, sizeModel } from '../model/index.ts';
import { jobOf, type StrategyPlan, strategyOf } from '../plan/index.ts';
import { type LaunchEngine, type LaunchScript, launchArguments } from './launch/index.ts';

/** Which strategy of a ranking to launch, and in which engine. */
export interface LaunchChoice {
  readonly engine: LaunchEngine;
  /** 1 for the fastest. */
  readonly rank: number;
}

/** How to start a run with one of its strategies. */
export interface RankedLaunch extends LaunchScript {
  /** 1 for the fastest. */
  readonly rank: number;
  readonly strategy: StrategyPlan;
}

/**
 * The launch of a run with the strategy of the chosen rank. The parts of its search must include that many of
 * the fastest strategies; a rank that no strategy has is a problem.
 */
export function launchRun(
  factory: Factory,
  name: string,
  outcomes: readonly SearchOutcome[],
  { engine, rank }: LaunchChoice,
): Result<RankedLaunch> {
  const planned = jobOf(factory, name);
  if (!planned.ok) return planned;
  const { job } = planned.value;
  const { best, evaluated } = mergeOutcomes(outcomes, rank);
  const chosen = best[rank - 1];
  if (!chosen) return failed(beyond(name, rank, evaluated));
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
  return ok({ rank, strategy, ...launchArguments(engine, launched, strategy) });
}

function beyond(name: string, rank: number, fitting: number): Problem {
  const are = fitting === 1 ? 'strategy fits' : 'strategies fit';
  return {
    code: 'strategies.rank',
    message: `There is no strategy ${rank} of run "${name}": only ${fitting} ${are}. Take a rank from 1 to ${fitting}.`,
    expected: `1 to ${fitting}`,
  };
}
