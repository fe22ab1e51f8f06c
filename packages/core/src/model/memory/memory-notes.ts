import { type Recorder, type Source, showQuantity } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { noteActivations } from './activation-notes.ts';
import type { ActivationSizes } from './activations.ts';
import type { Held } from './held.ts';
import { noteHeld } from './held-notes.ts';
import { MEMORY_PARTS, type TrainingMemory } from './memory-parts.ts';
import { type Stage, stageWords } from './stages.ts';

const KORTHIKANTI: Source = {
  title: 'Korthikanti et al., Reducing Activation Recomputation, arXiv:2205.05198',
  locator: 'sections 4.1-4.3 and appendix C',
};
const MEGATRON: Source = {
  title: 'Narayanan et al., Efficient Large-Scale Language Model Training, arXiv:2104.04473',
  locator: 'section 2.2: micro-batches in flight under 1F1B and interleaved 1F1B',
};

export interface MemoryNotes {
  /** Of the fullest stage. */
  readonly memory: TrainingMemory;
  readonly stage: Stage;
  readonly held: Held;
  readonly sizes: ActivationSizes;
  readonly inFlight: number;
  /** Of all stages that may be the fullest. */
  readonly each: readonly TrainingMemory[];
}

/** Notes the memory of the fullest GPU, from the stage it is on and its parameters to bytes. */
export function noteMemory(job: TrainingJob, s: Strategy, notes: MemoryNotes, rec: Recorder): void {
  const { memory, held, stage, sizes } = notes;
  noteStage(s, notes, rec);
  const names = { layers: 'layers', moeLayers: 'moeLayers', matrices: 'matrices' };
  noteHeld(held, s.sharding, { words: 'on the fullest GPU', ...names }, rec);
  notePerParameter(job, memory, rec);
  noteInFlight(notes, rec);
  noteActivations(job, s.recompute, { stage, sizes, activations: memory.activations }, rec);
  noteLogits(memory, rec);
  noteTotal(memory, rec);
}

/** Which stage is the fullest, and what it is made of. */
function noteStage({ pp }: Strategy, { stage, each }: MemoryNotes, rec: Recorder): void {
  const totals = each.map(
    (memory) => `${stageWords(memory.stage, pp)} ${showQuantity(memory.total, 'GB')}`,
  );
  const choose = (name: string, label: string, value: number, reason: string) =>
    rec.find(name, 'chosen', { label, unit: '1', value, reason, inputs: ['stageLayers'] });
  choose(
    'stage',
    'Pipeline stage whose GPUs are the fullest, from 0',
    stage.index,
    pp === 1
      ? 'There is one stage.'
      : `Every stage was considered; those that may be the fullest: ${totals.join(', ')}.`,
  );
  choose(
    'layers',
    'Layers of the fullest stage',
    stage.layers,
    'If the layers do not fill all stages, the last has one fewer and, if two are missing, so has the first.',
  );
  choose(
    'moeLayers',
    'Of these, layers with experts',
    stage.moeLayers,
    'Dense layers come first in the model, so they are on the first stages.',
  );
  rec.derive('denseLayers', {
    label: 'Of these, layers with a dense MLP',
    unit: '1',
    value: stage.denseLayers,
    formula: 'layers - moeLayers',
  });
  choose(
    'matrices',
    'Embedding and output matrices on the fullest stage',
    stage.matrices,
    'The first stage has the embedding, the last the output matrix.',
  );
  choose(
    'heads',
    'Whether the fullest stage has the logits',
    stage.heads,
    '1 for the last stage, or the only one.',
  );
}

function notePerParameter(job: TrainingJob, memory: TrainingMemory, rec: Recorder): void {
  const gradient = job.stack.gradients === 'fp32' ? 'gradientBytes' : 'halfGradientBytes';
  for (const [name, label, bytes, of] of [
    ['weights', 'Weights', 'weightBytes', 'heldParameters'],
    ['gradients', 'Gradients', gradient, 'summedParameters'],
    ['optimizer', 'Optimizer state', 'optimizerBytes', 'shardedParameters'],
  ] as const) {
    rec.derive(name, {
      label: `${label} on the fullest GPU`,
      unit: 'GB',
      value: memory[name],
      formula: `constants.${bytes} * ${of}`,
    });
  }
}

function noteInFlight({ inFlight }: MemoryNotes, rec: Recorder): void {
  rec.derive('inFlight', {
    label: 'Micro-batches in flight on the fullest stage',
    unit: '1',
    value: inFlight,
    formula:
      'min(strategy.microBatches, if(strategy.vp > 1, ((strategy.vp - 1) * strategy.pp' +
      ' + 2 * (strategy.pp - stage) - 1) / strategy.vp, strategy.pp - stage))',
    source: MEGATRON,
    reason: 'In micro-batches of all layers of the stage; interleaving counts them by chunk.',
  });
}

function noteLogits(memory: TrainingMemory, rec: Recorder): void {
  rec.derive('logits', {
    label: 'Logits and their softmax on the fullest GPU',
    unit: 'GB',
    value: memory.logits,
    formula: 'heads * constants.logitBytes * microBatchTokens * model.vocab / strategy.tp',
    source: KORTHIKANTI,
    reason: 'For one micro-batch: its backward pass follows at once.',
  });
}

function noteTotal(memory: TrainingMemory, rec: Recorder): void {
  rec.derive('capacity', {
    label: 'Memory of a GPU',
    unit: 'GB',
    value: memory.capacity,
    formula: 'gpu.memory',
  });
  rec.derive('reserve', {
    label: 'Reserve for context, buffers and fragmentation',
    unit: 'GB',
    value: memory.reserve,
    formula: 'constants.reserveShare * gpu.memory',
  });
  rec.derive('total', {
    label: 'Memory on the fullest GPU',
    unit: 'GB',
    value: memory.total,
    formula: MEMORY_PARTS.join(' + '),
  });
}
