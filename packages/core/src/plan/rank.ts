import { andThen, failed, mapValue, ok, type Result } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import {
  columnsOf,
  type EvaluatedStrategy,
  mergeOutcomes,
  type SearchOutcome,
  type SearchPart,
  searchStrategies,
  showStrategy,
  sizeModel,
  type TrainingJob,
} from '../model/index.ts';
import type { Candidate, CandidateReport } from './candidates.ts';
import { extrapolated } from './extrapolated.ts';
import { jobOf } from './job.ts';
import { limitsOf } from './limits.ts';
import { nothingFits } from './shortage.ts';
import { strategyOf } from './strategy.ts';

/** The strategy search of a run, or one part of it; `rankOutcomes` combines the parts. */
export function searchRun(
  factory: Factory,
  name: string,
  top: number,
  part?: SearchPart,
): Result<SearchOutcome> {
  const planned = jobOf(factory, name);
  const limits = limitsOf(factory.runs[name]!);
  return mapValue(planned, ({ job }) =>
    searchStrategies(job, limits, { top, ...(part && { part }) }),
  );
}

/** Combines the parts of a run's search: the fastest strategies, and how many were rejected for which reason. */
export function rankOutcomes(
  factory: Factory,
  name: string,
  top: number,
  outcomes: readonly SearchOutcome[],
): Result<CandidateReport> {
  const planned = jobOf(factory, name);
  if (!planned.ok) return planned;
  const { job, kernels } = planned.value;
  const outcome = mergeOutcomes(outcomes, top);
  const { best } = outcome;
  if (best.length === 0) return failed(nothingFits(factory, name, job, outcome));
  const { standing, borrowed } = kernels;
  return ok({
    run: name,
    kernels: standing,
    warnings: borrowed,
    ...reportOf(job, outcome, top),
  });
}

/** The search of a run in one go, ranked. */
export function rankStrategies(
  factory: Factory,
  name: string,
  top: number,
): Result<CandidateReport> {
  return andThen(searchRun(factory, name, top), (outcome) =>
    rankOutcomes(factory, name, top, [outcome]),
  );
}

function reportOf(
  job: TrainingJob,
  outcome: SearchOutcome,
  top: number,
): Omit<CandidateReport, 'run' | 'kernels' | 'warnings'> {
  const { flopPerToken } = sizeModel(job.model, job.sequenceLength);
  const onFront = new Set(outcome.front.map(({ strategy }) => showStrategy(strategy)));
  const candidate = (each: EvaluatedStrategy) => candidateOf(job, each, flopPerToken, onFront);
  const best = outcome.best.slice(0, top).map(candidate);
  return {
    best: best[0]!,
    top: best,
    front: outcome.front.map(candidate),
    points: pointsOf(outcome),
    evaluated: outcome.evaluated,
    rejected: outcome.rejected,
    capacity: job.hardware.gpu.memory,
  };
}

/** Every strategy that was kept, once. */
function pointsOf({ best, front, sample }: SearchOutcome): CandidateReport['points'] {
  const kept = new Map(
    [...best, ...front, ...sample].map((each) => [showStrategy(each.strategy), each]),
  );
  const points = [...kept.values()];
  return {
    memory: points.map(({ memory }) => memory.total),
    stepTime: points.map(({ step }) => step.time),
    strategy: columnsOf(points.map(({ strategy }) => strategy)),
  };
}

function candidateOf(
  job: TrainingJob,
  evaluated: EvaluatedStrategy,
  flopPerToken: number,
  onFront: ReadonlySet<string>,
): Candidate {
  const { time, ...step } = evaluated.step;
  const tokensPerSecond = (job.globalBatch * job.sequenceLength) / time / job.gpus;
  return {
    strategy: strategyOf(job, evaluated),
    stepTime: time,
    mfu: (tokensPerSecond * flopPerToken) / job.hardware.gpu.peak,
    memory: evaluated.memory,
    step,
    extrapolated: extrapolated(job, evaluated.strategy),
    pareto: onFront.has(showStrategy(evaluated.strategy)),
  };
}
