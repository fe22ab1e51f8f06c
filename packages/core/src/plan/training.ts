import { failed, type Notebook, ok, type Problem, type Result } from '../base/index.ts';
import type { Factory, FactoryRun } from '../factory/index.ts';
import { STACKS, type StackFeatures, type StackName, softwareKind } from '../facts/index.ts';
import { searchFastest, sizeModel, type TrainingJob } from '../model/index.ts';
import { extrapolated } from './extrapolated.ts';
import { jobOf } from './job.ts';
import { limitsOf } from './limits.ts';
import type { TrainingPlan } from './plan.ts';
import { planProgress } from './progress.ts';
import { nothingFits } from './shortage.ts';
import { planSpeed } from './speed.ts';
import { planStrategy } from './strategy.ts';

/** One run: strategy, memory and step time, then tokens, interruptions and dates. */
export function planTraining(factory: Factory, name: string, book: Notebook): Result<TrainingPlan> {
  const planned = jobOf(factory, name, book);
  if (!planned.ok) return planned;
  const { job, kernels } = planned.value;
  const run = factory.runs[name]!;
  const limits = limitsOf(run);
  const outcome = searchFastest(job, limits);
  const best = outcome.best[0];
  if (!best) return failed(nothingFits(factory, name, job, outcome));
  const rec = scopeOf(name, run.model, job, book);
  const size = sizeModel(job.model, job.sequenceLength, rec);
  const chosen = planStrategy(best, limits, outcome, rec);
  const features = featuresOf(run, job);
  const software = softwareKind(run.stack.use, isChanged(run, features));
  const doubts = { software, ...(kernels.doubt ? { doubt: kernels.doubt } : {}) };
  const speed = planSpeed(job, best, doubts, rec);
  const progress = planProgress(factory, run, { dataParallel: chosen.strategy.dp }, rec);
  if (!(progress.goodput > 0 && Number.isFinite(progress.duration)))
    return failed(stalled(name, run));
  return ok({
    model: run.model,
    precision: run.precision,
    stack: run.stack.use,
    kernels: kernels.standing,
    ...features,
    parameters: size.parameters,
    activeParameters: size.activeParameters,
    flopPerToken: size.flopPerToken,
    ...chosen,
    ...speed,
    ...progress,
    warnings: [...kernels.borrowed, ...extrapolated(job, best.strategy)],
  });
}

type Features = Pick<TrainingPlan, 'stackFeatures' | 'features'>;

/** What the run's stack does, and what the run does after its own switches. */
function featuresOf({ stack }: FactoryRun, job: TrainingJob): Features {
  const { use: _, label: __, factor: ___, ...stackFeatures } = stack;
  const { factor: ____, ...features } = job.stack;
  return { stackFeatures, features };
}

/** Whether a run trains with anything but its stack as the catalogue has it. */
function isChanged({ stack }: FactoryRun, { stackFeatures, features }: Features): boolean {
  const usual = STACKS[stack.use as StackName];
  const names = Object.keys(features) as (keyof StackFeatures)[];
  const switched = names.some((name) => features[name] !== stackFeatures[name]);
  return switched || stack.factor.value !== usual.factor.value;
}

function stalled(name: string, { gpus }: FactoryRun): Problem {
  return {
    code: 'run.stalled',
    path: `runs.${name}`,
    message:
      'The run never ends: failures, planned stops and checkpoints take all of its time. Change reliability, operations or storage.',
    ...(gpus.at ? { at: gpus.at } : {}),
  };
}

/** Where a run's notes go, and the names under which its formulas find their inputs. */
function scopeOf(name: string, model: string, job: TrainingJob, book: Notebook): Notebook {
  const path = `training.${name}`;
  return book.within(path, {
    run: `factory.runs.${name}`,
    model: `factory.models.${model}`,
    gpu: 'factory.hardware.gpu',
    kernels: `kernels.${job.precision}`,
    attentionLibrary: `${path}.attentionLibrary`,
    stack: `factory.runs.${name}.stack`,
    storage: 'factory.storage',
    operations: 'factory.operations',
    resilience: 'factory.resilience',
    hazards: 'factory.hazards',
    size: path,
    strategy: `${path}.strategy`,
    layer: `${path}.step.layer`,
    microBatchTokens: `${path}.microBatchTokens`,
    stageLayers: `${path}.stageLayers`,
    stageMoeLayers: `${path}.stageMoeLayers`,
  });
}
