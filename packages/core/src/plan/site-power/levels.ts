import type { Recorder } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import { GPU_POWER_LEVELS } from '../../facts/index.ts';
import { figure } from '../figure.ts';
import type { Plan, StepPlan } from '../plan.ts';

/** Site power by what the run does, W. */
export interface PowerLevels {
  /** All GPUs of the run at full load: the most that the site can draw. */
  readonly full: number;
  /** While the pipeline is full. */
  readonly compute: number;
  readonly communicate: number;
  readonly optimizer: number;
  readonly wait: number;
  readonly checkpoint: number;
  readonly restart: number;
  /** No process on any GPU. */
  readonly idle: number;
}

const LABELS = {
  compute: 'A GPU that computes, of its TDP',
  memoryBound: 'A GPU that streams its memory, of its TDP',
  communicate: 'A GPU that communicates, of its TDP',
  wait: 'A GPU that waits in a collective, of its TDP',
  checkpoint: 'A GPU that writes a checkpoint, of its TDP',
  restart: 'A GPU that starts again, of its TDP',
  idle: 'A GPU without a process, of its TDP',
} as const satisfies Record<keyof typeof GPU_POWER_LEVELS, string>;

/** Parts of a step by what a GPU does in them. */
const COMPUTING = ['gemm', 'attention', 'recompute'] as const;
const TALKING = ['tensorParallel', 'contextParallel', 'expertParallel', 'pipelineSend'] as const;
const WORKING = [...COMPUTING, 'memoryBound', ...TALKING, 'host'] as const;

/** Site power by phase, noted under `rec`. */
export function planLevels(factory: Factory, plan: Plan, run: string, rec: Recorder): PowerLevels {
  for (const [name, level] of Object.entries(GPU_POWER_LEVELS)) {
    rec.know(`level.${name}`, LABELS[name as keyof typeof LABELS], level);
  }
  const line = planLine(factory, plan, run, rec);
  const { step } = plan.training[run]!;
  const full = planFull(step, run, rec);
  const { compute, communicate, memoryBound, wait, checkpoint, restart, idle } = GPU_POWER_LEVELS;
  const at = (name: keyof PowerLevels, what: string, level: number, id: string): number =>
    figure(
      rec,
      `power.${name}`,
      [`Site power ${what}`, 'MW'],
      line.fixed + line.variable * level,
      'fixed + variable * level',
      { fixed: 'fixed', variable: 'variable', level: id },
    );
  return {
    full: at('full', 'with all GPUs of the run at full load', compute.value, 'level.compute'),
    compute: at('compute', 'while the pipeline is full', full, 'level.fullPipeline'),
    communicate: at(
      'communicate',
      'in exposed communication',
      communicate.value,
      'level.communicate',
    ),
    optimizer: at('optimizer', 'in the optimizer', memoryBound.value, 'level.memoryBound'),
    wait: at('wait', 'while all GPUs wait', wait.value, 'level.wait'),
    checkpoint: at(
      'checkpoint',
      'while a checkpoint is written',
      checkpoint.value,
      'level.checkpoint',
    ),
    restart: at('restart', 'while the run starts again', restart.value, 'level.restart'),
    idle: at('idle', 'without a process on any GPU', idle.value, 'level.idle'),
  };
}

/** Site power as a line over the level of the run's GPUs, W. */
function planLine(factory: Factory, plan: Plan, run: string, rec: Recorder) {
  const { fleet, power, training } = plan;
  const { gpu, rest } = planNode(factory, plan, rec);
  const { gpus } = training[run]!;
  const idling = (fleet.gpus - gpus) * gpu * GPU_POWER_LEVELS.idle.value;
  const fixed = figure(
    rec,
    'fixed',
    ['Site power that does not follow the run', 'MW'],
    (fleet.nodes * rest + idling + power.network + power.otherIt) * power.pue,
    '(nodes * rest + (gpus - running) * each * level + network + other) * pue',
    {
      nodes: 'fleet.nodes',
      rest: 'rest',
      gpus: 'fleet.gpus',
      running: `training.${run}.gpus`,
      each: 'gpu',
      level: 'level.idle',
      network: 'power.network',
      other: 'power.otherIt',
      pue: 'power.pue',
    },
    'GPUs that are not in the run idle.',
  );
  const variable = figure(
    rec,
    'variable',
    ['Site power of the run’s GPUs at level 1', 'MW'],
    gpus * gpu * power.pue,
    'gpus * each * pue',
    { gpus: `training.${run}.gpus`, each: 'gpu', pue: 'power.pue' },
    'Cooling is taken to follow at once; it lags by minutes, so fast swings come out larger by up to PUE - 1.',
  );
  return { fixed, variable };
}

/** Power of a node in two parts, W: of each GPU, and of the rest. */
function planNode({ hardware }: Factory, { fleet }: Plan, rec: Recorder) {
  const { gpusPerNode } = fleet;
  const drawn = hardware.node.power.value;
  const gpu = figure(
    rec,
    'gpu',
    ['Power of a GPU at level 1', 'W'],
    Math.min(hardware.gpu.tdp.value, drawn / gpusPerNode),
    'min(tdp, drawn / gpus)',
    {
      tdp: 'factory.hardware.gpu.tdp',
      drawn: 'factory.hardware.node.power',
      gpus: 'fleet.gpusPerNode',
    },
    'Where a node is said to draw less than its GPUs could, they are taken to be held back.',
  );
  const rest = figure(
    rec,
    'rest',
    ['Power of a node beside its GPUs', 'W'],
    drawn - gpusPerNode * gpu * GPU_POWER_LEVELS.compute.value,
    'drawn - gpus * each * level',
    {
      drawn: 'factory.hardware.node.power',
      gpus: 'fleet.gpusPerNode',
      each: 'gpu',
      level: 'level.compute',
    },
    'Taken to be the same whatever the GPUs do.',
  );
  return { gpu, rest };
}

/**
 * The level of the GPUs while the pipeline is full. Waiting that is spread over the step, a half of the
 * bubble, lowers it; the other half is where the pipeline fills and drains.
 */
function planFull(step: StepPlan, run: string, rec: Recorder): number {
  const sum = (parts: readonly (keyof StepPlan)[]): number =>
    parts.reduce((total, part) => total + step[part], 0);
  const { compute, memoryBound, communicate, wait } = GPU_POWER_LEVELS;
  const parts = Object.fromEntries(WORKING.map((part) => [part, `training.${run}.step.${part}`]));
  const level = {
    computing: 'level.compute',
    streaming: 'level.memoryBound',
    talking: 'level.communicate',
    waiting: 'level.wait',
  };
  const working = figure(
    rec,
    'level.work',
    ['GPUs on a micro-batch, of their TDP', '%'],
    (compute.value * sum(COMPUTING) +
      memoryBound.value * step.memoryBound +
      communicate.value * sum(TALKING) +
      wait.value * step.host) /
      sum(WORKING),
    `(computing * (${COMPUTING.join(' + ')}) + streaming * memoryBound + talking * (${TALKING.join(' + ')}) + waiting * host) / (${WORKING.join(' + ')})`,
    { ...parts, ...level },
    'Parts of a few milliseconds do not line up across GPUs, so that the site sees their mean.',
  );
  return figure(
    rec,
    'level.fullPipeline',
    ['GPUs while the pipeline is full, of their TDP', '%'],
    (working * sum(WORKING) + (wait.value * step.bubble) / 2) / (sum(WORKING) + step.bubble / 2),
    `(work * (${WORKING.join(' + ')}) + waiting * bubble / 2) / (${WORKING.join(' + ')} + bubble / 2)`,
    { ...parts, work: 'level.work', waiting: 'level.wait', bubble: `training.${run}.step.bubble` },
    'Half of the bubble lies where the pipeline fills and drains, half is spread over the step.',
  );
}
