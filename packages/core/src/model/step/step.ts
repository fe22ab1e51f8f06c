import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { type Block, blockOf } from '../layer/block.ts';
import { emptyHeld, type Held, hold } from '../memory/held.ts';
import { noteHeld } from '../memory/held-notes.ts';
import type { Strategy } from '../strategy.ts';
import { type Exchange, emptyExchange, exchangedTime, exchangeInto } from './data-parallel.ts';
import { noteDataParallel } from './data-parallel-notes.ts';
import { optimizerTime } from './optimizer.ts';
import { pipelineInto } from './pipeline.ts';
import { notePipeline } from './pipeline-notes.ts';
import { emptyStep, MODELLED_PARTS, type MutableStep, type StepTimes } from './step-times.ts';

/**
 * Time of one optimizer step: layers of the slowest pipeline stage, its micro-batches, the bubble, the part
 * of data parallelism that computing does not hide, and the optimizer, times a factor for the software stack.
 * The caller checks that the strategy fits.
 */
export function stepTime(job: TrainingJob, s: Strategy, rec?: Recorder): StepTimes {
  const block = blockOf(job, s, rec);
  const held = emptyHeld();
  const step = emptyStep();
  hold(job, s, held);
  const upkeep = upkeepOf(job, s, held);
  pipelineInto(job, s, block, upkeep.layers, step);
  upkeepInto(job, s, block, upkeep, step);
  if (rec) noteStep(job, s, { block, held, exchange: upkeep.exchange, step }, rec);
  return step;
}

/**
 * What a step does once for the state on a GPU. It depends only on what the GPU holds, so strategies that
 * differ in micro-batches, context parallelism or recompute share it.
 */
export interface Upkeep {
  /** Layers of a full stage. */
  readonly layers: number;
  /** The computing that may hide it is rewritten for each strategy. */
  readonly exchange: Exchange;
  /** s. */
  readonly optimizer: number;
}

export function upkeepOf(job: TrainingJob, s: Strategy, held: Held): Upkeep {
  const exchange = emptyExchange();
  exchangeInto(job, s, held, exchange);
  return { layers: held.layers, exchange, optimizer: optimizerTime(job, held) };
}

/**
 * Writes what sharding changes of a step, and the whole, beside the times of its pipeline, which are there
 * already (`pipelineInto`): strategies that differ in nothing but sharding share those.
 */
export function upkeepInto(
  job: TrainingJob,
  s: Strategy,
  block: Block,
  { layers, exchange, optimizer }: Upkeep,
  into: MutableStep,
): void {
  into.dataParallel = exchangedTime(job, s, block, layers, exchange);
  into.optimizer = optimizer;
  const modelled =
    into.gemm +
    into.attention +
    into.memoryBound +
    into.recompute +
    into.tensorParallel +
    into.contextParallel +
    into.expertParallel +
    into.host +
    into.pipelineSend +
    into.bubble +
    into.dataParallel +
    into.optimizer;
  into.overhead = (job.stack.factor - 1) * modelled;
  into.time = modelled + into.overhead;
}

interface StepParts {
  readonly block: Block;
  readonly held: Held;
  readonly exchange: Exchange;
  readonly step: StepTimes;
}

/** What the step time exchanges and updates. */
const FULL_STAGE = {
  words: 'on a GPU of a full stage with the embedding',
  layers: 'stageLayers',
  moeLayers: 'stageMoeLayers',
  matrices: 'if(strategy.pp > 1, 1, model.embeddingMatrices)',
};

function noteStep(
  job: TrainingJob,
  s: Strategy,
  { block, held, exchange, step }: StepParts,
  rec: Recorder,
): void {
  notePipeline(job, s, block, step, rec);
  noteHeld(held, s.sharding, FULL_STAGE, rec.within('held'));
  const gradients = rec.within('gradients', { held: rec.id('held') });
  noteDataParallel(job, s, { held, exchange, exposed: step.dataParallel }, gradients);
  rec.derive('dataParallel', {
    label: 'Data-parallel communication that computing does not hide',
    unit: 'ms',
    value: step.dataParallel,
    formula: 'gradients.exposed',
  });
  optimizerTime(job, held, rec);
  noteTime(step, rec);
}

function noteTime(times: StepTimes, rec: Recorder): void {
  const modelled = MODELLED_PARTS.join(' + ');
  rec.derive('overhead', {
    label: 'Overhead of the software stack',
    unit: 'ms',
    value: times.overhead,
    formula: `(stack.factor - 1) * (${modelled})`,
    reason:
      times.overhead < 0
        ? 'Less than nothing: the software is faster than the sum of the modelled parts, by a factor below 1 from measured runs.'
        : 'Clocks under sustained load, jitter, stragglers, data loading and overlap that fails.',
  });
  rec.derive('time', {
    label: 'Time of one optimizer step',
    unit: 's',
    value: times.time,
    formula: `${modelled} + overhead`,
  });
}
