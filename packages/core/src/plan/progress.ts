import type { Figure, Recorder } from '../base/index.ts';
import type { Factory, FactoryRun } from '../factory/index.ts';
import { expectedGoodput, youngInterval } from '../model/index.ts';
import { planFigures } from './figures.ts';
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

/** From step time to end date: amount of training, failures, checkpoints, goodput, cost. */
export function planProgress(factory: Factory, run: FactoryRun, rec: Recorder): Progress {
  const nodes = planFigures(NODES, rec);
  const amount = planFigures(amountOf(run), rec);
  const { interruptionRate, ...failures } = planFigures(failuresOf(factory), rec);
  const checkpoint = planCheckpoint(factory, failures.meanTimeToInterruption, rec);
  const { plannedInterruptions, plannedStopTime } = factory.operations;
  const goodput = expectedGoodput(
    {
      rate: interruptionRate,
      ...checkpoint,
      recoveryTime: failures.recoveryTime,
      plannedRate: plannedInterruptions.value,
      plannedStopTime: plannedStopTime.value,
    },
    rec,
  );
  const end = { ...planFigures(END, rec), ...planEnd(factory, run, rec) };
  return { ...nodes, ...amount, checkpoint, ...failures, goodput, ...end };
}

const NODES = {
  gpus: { label: 'GPUs of the run', unit: 'GPU', formula: 'run.gpus' },
  nodes: { label: 'Nodes of the run', unit: 'node', formula: 'gpus / fleet.gpusPerNode' },
  spareNodes: { label: 'Nodes left as spares', unit: 'node', formula: 'fleet.nodes - nodes' },
} as const satisfies Partial<Record<keyof Progress, Figure>>;

function amountOf(run: FactoryRun) {
  return {
    tokens: {
      label: 'Tokens to train on',
      unit: 'token',
      formula: run.tokens ? 'run.tokens' : 'run.compute / flopPerToken',
    },
    flop: { label: 'Model FLOP of the run', unit: 'FLOP', formula: 'tokens * flopPerToken' },
    steps: { label: 'Optimizer steps', unit: 'step', formula: 'ceil(tokens / tokensPerStep)' },
    idealDuration: {
      label: 'Duration without interruptions',
      unit: 'd',
      formula: 'steps * stepTime',
    },
  } satisfies Partial<Record<keyof Progress, Figure>>;
}

function failuresOf({ reliability }: Factory) {
  const job = reliability.jobRate ? ' + factory.reliability.jobRate' : '';
  return {
    interruptionRate: {
      label: 'Unexpected interruptions of the run',
      unit: '1/day',
      formula: `nodes * reliability.nodeFailureRate${job}`,
    },
    meanTimeToInterruption: {
      label: 'Mean time to an interruption',
      unit: 'min',
      formula: '1 / interruptionRate',
    },
    recoveryTime: {
      label: 'From a failure to training again',
      unit: 'min',
      formula: 'operations.recoveryTime',
    },
  } satisfies Readonly<Record<string, Figure>>;
}

/** A checkpoint holds the bf16 weight and the fp32 optimizer state of every parameter. */
function planCheckpoint(
  { operations }: Factory,
  meanTimeToInterruption: number,
  rec: Recorder,
): CheckpointPlan {
  const scope = rec.within('checkpoint', {
    meanTimeToInterruption: rec.id('meanTimeToInterruption'),
  });
  const { size, writeTime } = planFigures(CHECKPOINT, scope);
  const interval = operations.checkpointInterval
    ? scope.figure('interval', {
        label: 'Checkpoint interval',
        unit: 'min',
        formula: 'operations.checkpointInterval',
      })
    : youngInterval(writeTime, meanTimeToInterruption, scope);
  return { size, writeTime, interval };
}

const CHECKPOINT = {
  size: {
    label: 'Size of a checkpoint',
    unit: 'TB',
    formula: '(constants.weightBytes + constants.optimizerBytes) * size.parameters',
  },
  writeTime: {
    label: 'Writing a checkpoint',
    unit: 's',
    formula: 'size / (storage.system.write * fleet.gpus / storage.system.gpus)',
    reason:
      'Training waits for the write. Storage is assumed to grow with the fleet from the size it was specified for.',
  },
} as const satisfies Partial<Record<keyof CheckpointPlan, Figure>>;

const END = {
  duration: {
    label: 'Duration with interruptions',
    unit: 'd',
    formula: 'idealDuration / goodput',
  },
  interruptions: {
    label: 'Unexpected interruptions expected',
    unit: 'failure',
    formula: 'interruptionRate * duration',
  },
} as const satisfies Partial<Record<keyof Progress, Figure>>;

/** When the run goes, and what it costs, as far as the file says anything of that. */
function planEnd(
  { schedule, money }: Factory,
  run: FactoryRun,
  rec: Recorder,
): Pick<Progress, 'start' | 'end' | 'cost'> {
  const hasStart = run.start !== undefined || schedule !== undefined;
  return {
    ...(hasStart ? planFigures(datesOf(run), rec) : {}),
    ...(money ? planFigures(COST, rec) : {}),
  };
}

function datesOf(run: FactoryRun) {
  return {
    start: {
      label: 'Start of the run',
      unit: 'date',
      formula: run.start ? 'run.start' : 'dates.ready',
    },
    end: { label: 'End of the run', unit: 'date', formula: 'start + duration' },
  } satisfies Partial<Record<keyof Progress, Figure>>;
}

const COST = {
  cost: { label: 'Cost of the run', unit: 'USD', formula: 'gpus * duration * money.perGpuHour' },
} as const satisfies Partial<Record<keyof Progress, Figure>>;
