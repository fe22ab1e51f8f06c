import { failed, type Known, ok, type Problem, type Result } from '../../base/index.ts';
import {
  flatTopology,
  type Mode,
  type SupervisorConfig,
  wholeMicros,
} from '../../control/protocol/index.ts';
import type { Factory, FactoryEngine, FactoryProgram } from '../../factory/index.ts';
import type { Plan, TrainingPlan } from '../../plan/index.ts';
import { runSpec } from '../scenario/run.ts';
import { type DesiredEngine, engineOf } from './desired-engine.ts';
import type { DesiredProgram, DesiredRun, RunPrediction } from './desired-run.ts';
import { enginePolicy, sweepIntervalOf } from './engine-policy.ts';
import { programJob } from './program-job.ts';

/** How a run is to be run. */
export interface DesireOptions {
  readonly run: string;
  /** Whether its supervisor acts, or only watches; it acts when left out. */
  readonly mode?: Mode | undefined;
  /** Of the program's random numbers; 7 when left out. */
  readonly seed?: number | undefined;
}

/** The seed of a program when none is given, as of the twin. */
const SEED = 7;

/**
 * What it takes to run a planned run for real. Problems: `program.missing`, `engine.missing`, and `engine.ranks`
 * where its replicas do not fill nodes.
 */
export function desire(factory: Factory, plan: Plan, options: DesireOptions): Result<DesiredRun> {
  const { run: name, mode = 'act', seed = SEED } = options;
  const { program } = factory.runs[name]!;
  const { engine: real } = factory;
  if (!program || !real) return failed(...missing(factory, name));
  const run = plan.training[name]!;
  const engine = engineOf(factory, real, run.gpus);
  const nodesPerReplica = run.gpus / engine.ranksPerNode / run.replicas;
  if (!Number.isInteger(nodesPerReplica)) return failed(brokenReplicas(name, run, real, engine));
  const spec = runSpec(factory, plan, name);
  const policy = enginePolicy(spec.policy, factory, real, run);
  const supervisor: SupervisorConfig = {
    mode,
    topology: flatTopology(engine.nodes),
    fleet: {
      maxCordonShare: factory.resilience.cordonShare.value,
      warmStandbys: factory.resilience.warmStandbys.value,
      sweepInterval: sweepIntervalOf(real),
    },
    runs: [{ ...spec, nodesPerReplica, policy }],
  };
  const steps = Math.max(1, Math.round(run.steps));
  const stepTime = wholeMicros(run.stepTime);
  const work = (steps * Math.round(stepTime * 1e6)) / 1e6;
  return ok({
    name,
    supervisor,
    journalStart: {
      ...supervisor,
      runs: supervisor.runs.map((each) => ({ ...each, kind: 'train', work })),
    },
    work,
    stepTime,
    steps,
    job: programJob(factory, run, { name, steps, seed, stepTime }),
    program: programOf(program),
    engine,
    prediction: predictionOf(run),
  });
}

function programOf({ checkpoints, ...program }: FactoryProgram): DesiredProgram {
  return checkpoints === undefined ? program : { ...program, checkpoints };
}

function predictionOf(run: TrainingPlan): RunPrediction {
  const { stepTime, stepTimeRange, idealDuration, duration, goodput, tokensPerSecond } = run;
  return {
    stepTime,
    stepTimeRange,
    memory: run.memory.total,
    idealDuration,
    duration,
    goodput,
    tokensPerSecond,
    checkpointInterval: run.checkpoint.interval,
  };
}

function missing({ runs, engine }: Factory, name: string): Problem[] {
  const problems: Problem[] = [];
  if (!runs[name]!.program) {
    problems.push({
      code: 'program.missing',
      path: `runs.${name}.program`,
      message: `The run "${name}" says no program that trains it; add program: {command: [PROGRAM, ARGUMENT, …]} to it, such as command: [gigafactory-trainer].`,
      expected: 'program',
      ...placeOf(runs[name]!.sequenceLength),
    });
  }
  if (!engine) problems.push(NO_ENGINE);
  return problems;
}

export const NO_ENGINE: Problem = {
  code: 'engine.missing',
  path: 'engine',
  message:
    'The file does not say where its runs are run; add engine: {kind: local, nodes: 2}, with as many nodes as there are; Slurm and Kubernetes are in docs/engines.md.',
  expected: 'engine',
};

function brokenReplicas(
  name: string,
  run: TrainingPlan,
  real: FactoryEngine,
  { ranksPerNode }: DesiredEngine,
): Problem {
  return {
    code: 'engine.ranks',
    path: 'engine.ranksPerNode',
    message: `The ${run.replicas} replicas of the run "${name}", of ${run.gpus / run.replicas} ranks each, do not fill nodes of ${ranksPerNode}; lower engine.ranksPerNode, or resilience.replicas.`,
    ...placeOf(real.ranksPerNode ?? ('value' in real.nodes ? real.nodes : undefined)),
  };
}

function placeOf(known: Known | undefined): Pick<Problem, 'at'> {
  return known?.at ? { at: known.at } : {};
}
