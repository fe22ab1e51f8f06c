import type { Problem } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import {
  type EvaluatedStrategy,
  searchStrategies,
  showStrategy,
  sizeModel,
  type TrainingJob,
} from '../model/index.ts';
import type { Candidate, CandidateReport } from './candidates.ts';
import { jobOf } from './job.ts';
import { type LaunchChoice, launchRun } from './launch-run.ts';
import { limitsOf, nothingFits } from './limits.ts';
import { strategyOf } from './strategy.ts';

export type Ranking =
  | { readonly ok: true; readonly value: CandidateReport }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Every strategy of a run that fits, fastest first, and how many were turned away for what. With a
 * choice, also how to launch the chosen one; a rank that no strategy has is a problem.
 */
export function rankStrategies(
  factory: Factory,
  name: string,
  top: number,
  choice?: LaunchChoice,
): Ranking {
  const planned = jobOf(factory, name);
  if ('problem' in planned) return { ok: false, problems: [planned.problem] };
  const { job } = planned;
  const run = factory.runs[name]!;
  const outcome = searchStrategies(job, limitsOf(run));
  const { feasible } = outcome;
  if (feasible.length === 0) return { ok: false, problems: [nothingFits(name, job, run, outcome)] };
  const launch = choice && launchRun(factory, name, job, feasible, choice);
  if (launch && 'code' in launch) return { ok: false, problems: [launch] };
  const front = paretoFront(feasible);
  const { flopPerToken } = sizeModel(job.model, job.sequenceLength);
  const best = feasible.slice(0, top).map((each) => candidateOf(job, each, flopPerToken, front));
  return {
    ok: true,
    value: {
      run: name,
      best: best[0]!,
      top: best,
      points: {
        memory: feasible.map(({ memory }) => memory.total),
        stepTime: feasible.map(({ step }) => step.time),
        label: feasible.map(({ strategy }) => showStrategy(strategy)),
      },
      evaluated: outcome.evaluated,
      rejected: outcome.rejected,
      capacity: job.hardware.gpu.memory,
      ...(launch ? { launch } : {}),
    },
  };
}

/** From fastest to slowest, a strategy is on the front when it needs less memory than all before. */
function paretoFront(feasible: readonly EvaluatedStrategy[]): ReadonlySet<EvaluatedStrategy> {
  const front = new Set<EvaluatedStrategy>();
  let least = Number.POSITIVE_INFINITY;
  for (const each of feasible) {
    if (each.memory.total >= least) continue;
    least = each.memory.total;
    front.add(each);
  }
  return front;
}

function candidateOf(
  job: TrainingJob,
  evaluated: EvaluatedStrategy,
  flopPerToken: number,
  front: ReadonlySet<EvaluatedStrategy>,
): Candidate {
  const { time, ...step } = evaluated.step;
  const tokensPerSecond = (job.globalBatch * job.sequenceLength) / time / job.gpus;
  return {
    strategy: strategyOf(job, evaluated),
    stepTime: time,
    mfu: (tokensPerSecond * flopPerToken) / job.hardware.gpu.peak,
    memory: evaluated.memory,
    step,
    pareto: front.has(evaluated),
  };
}
