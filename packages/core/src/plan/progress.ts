import type { Notebook, Recorder } from '../base/index.ts';
import type { Factory, FactoryRun } from '../factory/index.ts';
import {
  expectedGoodput,
  type ModelSize,
  TRAINING_CONSTANTS,
  type TrainingJob,
  youngInterval,
} from '../model/index.ts';
import { figure } from './figure.ts';
import type { CheckpointPlan, TrainingPlan } from './plan.ts';

type Progress = Pick<
  TrainingPlan,
  | 'gpus'
  | 'nodes'
  | 'spareNodes'
  | 'flop'
  | 'tokens'
  | 'steps'
  | 'idealDuration'
  | 'checkpoint'
  | 'recoveryTime'
  | 'meanTimeToInterruption'
  | 'interruptions'
  | 'goodput'
  | 'duration'
  | 'start'
  | 'end'
  | 'cost'
>;

export interface RunPace {
  readonly job: TrainingJob;
  readonly size: ModelSize;
  /** s. */
  readonly stepTime: number;
}

/** From step time to end date: amount of training, failures, checkpoints, goodput, cost. */
export function planProgress(
  factory: Factory,
  name: string,
  pace: RunPace,
  rec: Notebook,
): Progress {
  const run = factory.runs[name]!;
  const nodes = planNodes(factory, run, rec);
  const amount = planAmount(run, pace, rec);
  const failures = planFailures(factory, nodes.nodes, rec);
  const checkpoint = planCheckpoint(factory, pace.size, failures, rec);
  const goodput = expectedGoodput(
    {
      rate: failures.rate,
      ...checkpoint,
      recoveryTime: failures.recoveryTime,
      plannedRate: factory.operations.plannedInterruptions.value,
      plannedStopTime: factory.operations.plannedStopTime.value,
    },
    rec,
  );
  const duration = figure(
    rec,
    'duration',
    ['Duration with interruptions', 'd'],
    amount.idealDuration / goodput,
    'ideal / goodput',
    { ideal: 'idealDuration', goodput: 'goodput' },
  );
  const interruptions = figure(
    rec,
    'interruptions',
    ['Unexpected interruptions expected', 'failure'],
    failures.rate * duration,
    'rate * duration',
    { rate: 'interruptionRate', duration: 'duration' },
  );
  const { recoveryTime, meanTimeToInterruption } = failures;
  return {
    ...nodes,
    ...amount,
    checkpoint,
    recoveryTime,
    meanTimeToInterruption,
    interruptions,
    goodput,
    duration,
    ...planEnd(run, nodes.gpus, duration, rec),
  };
}

function planNodes(
  { hardware, fleet }: Factory,
  run: FactoryRun,
  rec: Recorder,
): Pick<Progress, 'gpus' | 'nodes' | 'spareNodes'> {
  const perNode = hardware.node.gpusPerNode.value;
  const gpus = figure(rec, 'gpus', ['GPUs of the run', 'GPU'], run.gpus.value, 'gpus', {
    gpus: 'run.gpus',
  });
  const nodes = figure(
    rec,
    'nodes',
    ['Nodes of the run', 'node'],
    gpus / perNode,
    'gpus / perNode',
    {
      gpus: 'gpus',
      perNode: 'fleet.gpusPerNode',
    },
  );
  const spareNodes = figure(
    rec,
    'spareNodes',
    ['Nodes left as spares', 'node'],
    fleet.gpus.value / perNode - nodes,
    'all - nodes',
    { all: 'fleet.nodes', nodes: 'nodes' },
  );
  return { gpus, nodes, spareNodes };
}

function planAmount(
  run: FactoryRun,
  { size, stepTime }: RunPace,
  rec: Recorder,
): Pick<Progress, 'tokens' | 'flop' | 'steps' | 'idealDuration'> {
  const given = run.tokens?.value;
  const tokens = figure(
    rec,
    'tokens',
    ['Tokens to train on', 'token'],
    given ?? run.compute!.value / size.flopPerToken,
    given === undefined ? 'compute / perToken' : 'tokens',
    given === undefined
      ? { compute: 'run.compute', perToken: 'flopPerToken' }
      : { tokens: 'run.tokens' },
  );
  const flop = figure(
    rec,
    'flop',
    ['Model FLOP of the run', 'FLOP'],
    tokens * size.flopPerToken,
    'tokens * perToken',
    { tokens: 'tokens', perToken: 'flopPerToken' },
  );
  const steps = figure(
    rec,
    'steps',
    ['Optimizer steps', 'step'],
    Math.ceil(tokens / (run.globalBatch.value * run.sequenceLength.value)),
    'ceil(tokens / perStep)',
    { tokens: 'tokens', perStep: 'tokensPerStep' },
  );
  const idealDuration = figure(
    rec,
    'idealDuration',
    ['Duration without interruptions', 'd'],
    steps * stepTime,
    'steps * time',
    { steps: 'steps', time: 'stepTime' },
  );
  return { tokens, flop, steps, idealDuration };
}

interface Failures {
  /** Unexpected interruptions of the run, 1/s. */
  readonly rate: number;
  readonly meanTimeToInterruption: number;
  readonly recoveryTime: number;
}

function planFailures(
  { reliability, operations }: Factory,
  nodes: number,
  rec: Recorder,
): Failures {
  const { jobRate } = reliability;
  const rate = figure(
    rec,
    'interruptionRate',
    ['Unexpected interruptions of the run', '1/day'],
    nodes * reliability.rate.value + (jobRate?.value ?? 0),
    jobRate ? 'nodes * rate + job' : 'nodes * rate',
    {
      nodes: 'nodes',
      rate: 'reliability.nodeFailureRate',
      ...(jobRate ? { job: 'factory.reliability.jobRate' } : {}),
    },
  );
  const meanTimeToInterruption = figure(
    rec,
    'meanTimeToInterruption',
    ['Mean time to an interruption', 'min'],
    1 / rate,
    '1 / rate',
    { rate: 'interruptionRate' },
  );
  const recoveryTime = figure(
    rec,
    'recoveryTime',
    ['From a failure to training again', 'min'],
    operations.recoveryTime.value,
    'recovery',
    { recovery: 'factory.operations.recoveryTime' },
  );
  return { rate, meanTimeToInterruption, recoveryTime };
}

/** Bytes of a checkpoint per parameter: bf16 weight and the fp32 optimizer state. */
function planCheckpoint(
  factory: Factory,
  size: ModelSize,
  { meanTimeToInterruption }: Failures,
  rec: Recorder,
): CheckpointPlan {
  const scope = rec.within('checkpoint', {
    meanTimeToInterruption: rec.id('meanTimeToInterruption'),
  });
  const bytes = figure(
    scope,
    'size',
    ['Size of a checkpoint', 'TB'],
    (TRAINING_CONSTANTS.weightBytes.value + TRAINING_CONSTANTS.optimizerBytes.value) *
      size.parameters,
    '(weight + optimizer) * parameters',
    {
      weight: 'constants.weightBytes',
      optimizer: 'constants.optimizerBytes',
      parameters: 'size.parameters',
    },
  );
  const { system } = factory.storage;
  const writeTime = figure(
    scope,
    'writeTime',
    ['Writing a checkpoint', 's'],
    bytes / ((system.write.value * factory.fleet.gpus.value) / system.gpus.value),
    'size / (write * gpus / sizedFor)',
    {
      size: 'size',
      write: 'factory.storage.system.write',
      gpus: 'fleet.gpus',
      sizedFor: 'factory.storage.system.gpus',
    },
    'Training waits for the write. Storage is taken to grow with the fleet from the size it was specified for.',
  );
  const given = factory.operations.checkpointInterval?.value;
  const interval =
    given === undefined
      ? youngInterval(writeTime, meanTimeToInterruption, scope)
      : figure(scope, 'interval', ['Checkpoint interval', 'min'], given, 'interval', {
          interval: 'factory.operations.checkpointInterval',
        });
  return { size: bytes, writeTime, interval };
}

function planEnd(
  run: FactoryRun,
  gpus: number,
  duration: number,
  rec: Notebook,
): Pick<Progress, 'start' | 'end' | 'cost'> {
  const start = figure(
    rec,
    'start',
    ['Start of the run', 'date'],
    run.start?.value ?? rec.valueOf('dates.ready'),
    'start',
    { start: run.start ? 'run.start' : 'dates.ready' },
  );
  const end = figure(rec, 'end', ['End of the run', 'date'], start + duration, 'start + duration', {
    start: 'start',
    duration: 'duration',
  });
  const cost = figure(
    rec,
    'cost',
    ['Cost of the run', 'USD'],
    gpus * duration * rec.valueOf('money.perGpuHour'),
    'gpus * duration * perGpu',
    { gpus: 'gpus', duration: 'duration', perGpu: 'money.perGpuHour' },
  );
  return { start, end, cost };
}
