import type { Figure, Recorder } from '../base/index.ts';
import type { Factory, FactoryRun } from '../factory/index.ts';
import { RECOVERY, RESTART_PARTS } from '../facts/index.ts';
import { planCheckpoint } from './checkpoints.ts';
import { planFailures } from './failures.ts';
import { planFigures } from './figures.ts';
import { flapStall } from './flaps.ts';
import { goesOn, planGoodput } from './goodput.ts';
import type { TrainingPlan } from './plan.ts';

type Progress = Pick<
  TrainingPlan,
  | 'gpus'
  | 'nodes'
  | 'spareNodes'
  | 'flop'
  | 'tokens'
  | 'steps'
  | 'idealDuration'
  | 'replicas'
  | 'checkpoint'
  | 'recoveryTime'
  | 'meanTimeToInterruption'
  | 'interruptions'
  | 'efficiency'
  | 'goodput'
  | 'duration'
  | 'start'
  | 'end'
  | 'cost'
>;

/** From step time to end date: amount of training, failures, checkpoints, goodput, cost. */
export function planProgress(
  factory: Factory,
  run: FactoryRun,
  { dataParallel }: { readonly dataParallel: number },
  rec: Recorder,
): Progress {
  const nodes = planFigures(NODES, rec);
  const amount = planFigures(amountOf(run), rec);
  noteConstants(factory, rec);
  const { meanTimeToInterruption, recoveryTime } = planFailures(factory, rec);
  const replicas = planReplicas(factory, nodes.nodes, dataParallel, rec);
  const checkpoint = planCheckpoint(factory, goesOn(factory, replicas), rec);
  return {
    ...nodes,
    ...amount,
    replicas,
    checkpoint,
    recoveryTime,
    meanTimeToInterruption,
    ...planGoodput(factory, replicas, rec),
    ...planFigures(END, rec),
    ...planEnd(factory, run, rec),
  };
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

/** The most groups that data parallelism and whole nodes allow, up to those of the published system. */
function planReplicas(
  { resilience }: Factory,
  nodes: number,
  dataParallel: number,
  rec: Recorder,
): number {
  const wanted = resilience.replicas?.value ?? RECOVERY.replicas.value;
  let value = Math.max(1, Math.min(wanted, nodes));
  while (dataParallel % value !== 0 || nodes % value !== 0) value--;
  const reason = `The most, up to ${wanted}, into which data parallelism of ${dataParallel} and the nodes divide.`;
  const inputs = ['nodes', 'strategy.dp', ...(resilience.replicas ? ['resilience.replicas'] : [])];
  rec.find('replicas', 'chosen', {
    label: 'Groups that recover independently',
    unit: '1',
    value,
    reason,
    inputs,
  });
  return value;
}

/** What formulas need beyond the file. */
function noteConstants(factory: Factory, rec: Recorder): void {
  if (factory.resilience.warmStandbys.value > 0) {
    rec.know('scheduling', 'Scheduling of another node in a restart', RESTART_PARTS.schedule);
    rec.know('standbySpeedUp', 'Speed-up of scheduling by a warm standby', RECOVERY.standbySpeedUp);
  }
  if (factory.hazards.heat.value > 0) rec.know('heatOfDay', 'Mean heat of a day', HEAT_OF_DAY);
  if (factory.hazards.domains === 'on')
    rec.know('flapStall', 'Stall by link flaps', flapStall(factory));
}

const HEAT_OF_DAY = {
  value: 1 / Math.PI,
  unit: '1',
  provenance: 'method',
  reason: 'As a share of its peak: half a sine wave from sunrise to sunset, and nothing at night.',
} as const;

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

/** When the run starts and ends, and what it costs, as far as the file says anything about that. */
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
