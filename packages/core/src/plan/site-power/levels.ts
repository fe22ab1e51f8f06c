import type { Figure, Recorder } from '../../base/index.ts';
import { GPU_POWER_LEVELS } from '../../facts/index.ts';
import { planFigures } from '../figures.ts';
import type { StepPlan } from '../plan.ts';

/** Site power by what the run does, W. */
export interface PowerLevels {
  /** All GPUs of the run at full load: the most the site can draw. */
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

/** Site power by phase, noted under `rec`, whose scope names the run `run`. */
export function planLevels(rec: Recorder): PowerLevels {
  for (const [name, level] of Object.entries(GPU_POWER_LEVELS)) {
    rec.know(`level.${name}`, LABELS[name as keyof typeof LABELS], level);
  }
  planFigures(LINE, rec);
  const line = { fixed: rec.id('fixed'), variable: rec.id('variable'), level: rec.id('level') };
  return planFigures(POWER, rec.within('power', line));
}

/** The sum of some parts of a step. */
function sum(...parts: (keyof StepPlan)[]): string {
  return `(${parts.map((part) => `run.step.${part}`).join(' + ')})`;
}

const COMPUTING = ['gemm', 'attention', 'recompute'] as const;
const TALKING = ['tensorParallel', 'contextParallel', 'expertParallel', 'pipelineSend'] as const;
const WORKING = sum(...COMPUTING, 'memoryBound', ...TALKING, 'host');

/**
 * Site power as a line over the level of the run's GPUs, and that level while the pipeline is full. Waiting
 * that is spread over the step, half of the bubble, lowers it; the other half is where the pipeline fills and
 * drains.
 */
const LINE = {
  gpu: {
    label: 'Power of a GPU at level 1',
    unit: 'W',
    formula: 'min(hardware.gpu.tdp, hardware.node.power / fleet.gpusPerNode)',
    reason: 'If a node draws less than its GPUs could, the GPUs are assumed to be power-capped.',
  },
  rest: {
    label: 'Power of a node beside its GPUs',
    unit: 'W',
    formula: 'hardware.node.power - fleet.gpusPerNode * gpu * level.compute',
    reason: 'Assumed to be the same whatever the GPUs do.',
  },
  fixed: {
    label: 'Site power that does not follow the run',
    unit: 'MW',
    formula:
      '(fleet.nodes * rest + (fleet.gpus - run.gpus) * gpu * level.idle' +
      ' + power.network + power.otherIt) * power.pue',
    reason: 'GPUs that are not in the run idle.',
  },
  variable: {
    label: 'Site power of the run’s GPUs at level 1',
    unit: 'MW',
    formula: 'run.gpus * gpu * power.pue',
    reason:
      'Cooling is assumed to follow at once; in fact it lags by minutes, so fast swings are overstated by up to PUE - 1.',
  },
  'level.work': {
    label: 'GPUs on a micro-batch, of their TDP',
    unit: '%',
    formula:
      `(level.compute * ${sum(...COMPUTING)} + level.memoryBound * run.step.memoryBound` +
      ` + level.communicate * ${sum(...TALKING)} + level.wait * run.step.host) / ${WORKING}`,
    reason:
      'Parts of a few milliseconds do not line up across GPUs, so that the site sees their mean.',
  },
  'level.fullPipeline': {
    label: 'GPUs while the pipeline is full, of their TDP',
    unit: '%',
    formula:
      `(level.work * ${WORKING} + level.wait * run.step.bubble / 2)` +
      ` / (${WORKING} + run.step.bubble / 2)`,
    reason:
      'Half of the bubble lies where the pipeline fills and drains, half is spread over the step.',
  },
} as const satisfies Readonly<Record<string, Figure>>;

const POWER: Readonly<Record<keyof PowerLevels, Figure>> = {
  full: powerAt('level.compute', 'with all GPUs of the run at full load'),
  compute: powerAt('level.fullPipeline', 'while the pipeline is full'),
  communicate: powerAt('level.communicate', 'in exposed communication'),
  optimizer: powerAt('level.memoryBound', 'in the optimizer'),
  wait: powerAt('level.wait', 'while all GPUs wait'),
  checkpoint: powerAt('level.checkpoint', 'while a checkpoint is written'),
  restart: powerAt('level.restart', 'while the run starts again'),
  idle: powerAt('level.idle', 'without a process on any GPU'),
};

function powerAt(level: string, what: string): Figure {
  return { label: `Site power ${what}`, unit: 'MW', formula: `fixed + variable * ${level}` };
}
