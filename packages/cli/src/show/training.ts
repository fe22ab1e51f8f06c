import { showSplit, stageWords } from '@gigafactory/core/model';
import type { StrategyPlan, TrainingPlan } from '@gigafactory/core/plan';
import { amount, share } from '../text/amount.ts';
import { facts } from '../text/facts.ts';
import type { Paint } from '../text/paint.ts';
import { showParts, tableOfParts } from './parts.ts';

/** One run: what it trains, how it is split, what it takes. */
export function showTraining(name: string, run: TrainingPlan, paint: Paint): string[] {
  return [
    ...facts(
      `Run ${name}`,
      [
        ...workRows(run),
        ...splitRows(run),
        ...timeRows(run),
        ...run.warnings.map((warning) => ['! warning', warning] as const),
      ],
      paint,
    ),
    '',
    paint('bold', `Step of ${name}`),
    ...tableOfParts({ ...run.step }, 's', run.stepTime, paint),
    ...showFaster(run),
  ];
}

/** Why the overhead of the software is negative, where it is. */
function showFaster({ step: { overhead }, stepTime, stack }: TrainingPlan): string[] {
  if (overhead >= 0) return [];
  const modelled = stepTime - overhead;
  return [
    '',
    `  The overhead is negative: ${stack} takes ${share(-overhead / modelled)} less than the parts add up to. Its`,
    `  factor, ${amount(stepTime / modelled, '1')}, is what measured runs took over what was modelled for them.`,
  ];
}

type Rows = (readonly [label: string, text: string])[];

function workRows(run: TrainingPlan): Rows {
  const active =
    run.activeParameters === run.parameters
      ? ''
      : ` (${amount(run.activeParameters, '1')} active per token)`;
  const spare = run.spareNodes > 0 ? ` and ${amount(run.spareNodes, 'node')} spare` : '';
  const steps = `${amount(run.steps, 'step')} of ${amount(run.tokensPerStep, 'token')}`;
  return [
    ['model', `${run.model}, ${amount(run.parameters, 'parameter')}${active}, ${run.precision}`],
    ['work', `${amount(run.tokens, 'token')}, ${amount(run.flop, 'FLOP')}, ${steps}`],
    ['software', showSoftware(run)],
    ['GPUs', `${amount(run.gpus, 'GPU')} on ${amount(run.nodes, 'node')}${spare}`],
  ];
}

/** `megatron-core-2025, but tensorOverlap off`. */
function showSoftware({ stack, stackFeatures, features }: TrainingPlan): string {
  const own = Object.entries(features).filter(
    ([name, value]) => stackFeatures[name as keyof typeof stackFeatures] !== value,
  );
  const switched = own.map(([name, value]) => `${name} ${value}`).join(', ');
  return switched ? `${stack}, but ${switched}` : stack;
}

function splitRows(run: TrainingPlan): Rows {
  const { evaluated, rejected } = run.search;
  const { total, capacity, stage, ...parts } = run.memory;
  const memory = `${amount(total, 'GB')} of ${amount(capacity, 'GB')} on the fullest GPU${showStage(stage, run.strategy)}`;
  return [
    ['strategy', showStrategy(run.strategy)],
    ['search', `best of ${amount(evaluated, '1')} evaluated; ${amount(rejected, '1')} rejected`],
    ['memory', `${memory}: ${showParts(parts, 'GB')}`],
    ['step time', amount(run.stepTime, 's')],
    ['', showRange(run)],
    [
      'speed',
      `MFU ${share(run.mfu)}, ${amount(run.tokensPerSecond, 'token/s')}, ${amount(run.tokensPerSecondPerGpu, 'token/s')} per GPU`,
    ],
  ];
}

/** Where the measured step time would lie; printed with every predicted one. */
function showRange({ stepTimeRange: { low95, low80, high80, high95 } }: TrainingPlan): string {
  const from = (low: number, high: number) => `${amount(low, 's')} to ${amount(high, 's')}`;
  return `with such software, ${from(low80, high80)} in 80 of 100 measured runs, ${from(low95, high95)} in 95`;
}

function timeRows(run: TrainingPlan): Rows {
  const { size, writeTime, interval } = run.checkpoint;
  const mtti = amount(run.meanTimeToInterruption, 's');
  const recovery = amount(run.recoveryTime, 's');
  return [
    [
      'checkpoint',
      `${amount(size, 'GB')} every ${amount(interval, 's')}, ${amount(writeTime, 's')} of waiting`,
    ],
    [
      'interruptions',
      `${amount(run.interruptions, '1')} (one every ${mtti}, ${recovery} to recover), goodput ${share(run.goodput)}`,
    ],
    [
      'time',
      `${amount(run.duration, 's')} (${amount(run.idealDuration, 's')} uninterrupted)${showDates(run)}`,
    ],
    ...(run.cost === undefined ? [] : [['cost', amount(run.cost, 'USD')] as const]),
  ];
}

/** `, 2025-05-18 to 2025-11-17`; empty if the run has no dates. */
function showDates({ start, end }: TrainingPlan): string {
  if (start === undefined || end === undefined) return '';
  return `, ${amount(start, 'date')} to ${amount(end, 'date')}`;
}

/** `TP8 PP16 VP1 DP128 EP1 CP1, 32 micro-batches of 1, recompute full, sharding zero1`. */
export function showStrategy(strategy: StrategyPlan): string {
  const { microBatch, microBatches, recompute, sharding } = strategy;
  const batches = `${microBatches} ${microBatches === 1 ? 'micro-batch' : 'micro-batches'} of ${microBatch}`;
  return `${showSplit(strategy)}, ${batches}, recompute ${recompute}, sharding ${sharding}`;
}

/** `, on the last of 8 stages`; empty without a pipeline. */
export function showStage(stage: number, { pp }: StrategyPlan): string {
  return pp > 1 ? `, on ${stageWords(stage, pp)}` : '';
}
