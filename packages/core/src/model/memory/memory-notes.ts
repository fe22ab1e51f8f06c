import type { Recorder, Source } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { type Sharding, type Strategy, sharesGradients, sharesWeights } from '../strategy.ts';
import type { ActivationSizes } from './activations.ts';
import type { Held } from './held.ts';
import type { TrainingMemory } from './memory-parts.ts';

const KORTHIKANTI: Source = {
  title: 'Korthikanti et al., Reducing Activation Recomputation, arXiv:2205.05198',
  locator: 'sections 4.1-4.3 and appendix C',
};
const ZERO: Source = {
  title: 'Rajbhandari et al., ZeRO, arXiv:1910.02054',
  locator: 'section 5: what each stage shares out',
};

export interface MemoryParts {
  readonly memory: TrainingMemory;
  readonly held: Held;
  readonly sizes: ActivationSizes;
  readonly inFlight: number;
}

/** Notes the memory of the fullest GPU, from parameters to bytes. */
export function noteMemory(job: TrainingJob, s: Strategy, parts: MemoryParts, rec: Recorder): void {
  noteHeld(parts.held, rec);
  noteShared(parts.held, s.sharding, rec);
  notePerParameter(job, parts.memory, rec);
  noteActivations(parts, s, rec);
  noteTotal(parts.memory, rec);
}

function noteHeld(held: Held, rec: Recorder): void {
  rec.derive('denseParameters', {
    label: 'Parameters on the fullest GPU outside the experts',
    unit: 'parameter',
    value: held.dense,
    formula:
      '(stageLayers * size.attentionParameters + (stageLayers - stageMoeLayers) * size.denseMlpParameters)' +
      ' / strategy.tp + model.vocab * model.hidden * if(strategy.pp > 1, 1, model.embeddingMatrices)' +
      ' / strategy.tp + stageMoeLayers * (model.mlpMatrices * model.hidden * model.sharedFfn / strategy.tp' +
      ' + model.hidden * model.experts)',
  });
  rec.derive('expertParameters', {
    label: 'Parameters of experts on the fullest GPU',
    unit: 'parameter',
    value: held.expert,
    formula:
      'stageMoeLayers * model.mlpMatrices * model.hidden * model.expertFfn * model.experts' +
      ' / (strategy.ep * strategy.etp)',
  });
}

/** A group of ranks as formulas: their number, and the distance in ranks from one to the next. */
export interface RankGroup {
  readonly ranks: string;
  readonly inner: string;
}

/** The ranks that hold the same parameters outside the experts, and those that hold the same experts. */
export const DENSE_GROUP: RankGroup = {
  ranks: 'strategy.dp * strategy.cp',
  inner: 'strategy.tp',
};
export const EXPERT_GROUP: RankGroup = {
  ranks: 'strategy.tp * strategy.cp * strategy.dp / (strategy.ep * strategy.etp)',
  inner: 'strategy.ep * strategy.etp',
};

/** How many ranks of a group share an NVLink domain. */
export function ranksInDomain({ ranks, inner }: RankGroup): string {
  return `max(1, min(${ranks}, floor(hardware.nvlinkDomain / (${inner}))))`;
}

/** Over how many ranks a parameter of a group is sharded. */
function shardsOf(group: RankGroup, sharding: Sharding): string {
  if (sharding === 'none') return '1';
  return sharding === 'hybrid' ? ranksInDomain(group) : group.ranks;
}

const WHOLE = 'denseParameters + expertParameters';

function noteShared(held: Held, sharding: Sharding, rec: Recorder): void {
  const dense = shardsOf(DENSE_GROUP, sharding);
  const expert = shardsOf(EXPERT_GROUP, sharding);
  rec.derive('shardedParameters', {
    label: 'Parameters whose optimizer state is on one GPU',
    unit: 'parameter',
    value: held.optimized,
    formula: `denseParameters / (${dense}) + expertParameters / (${expert})`,
    source: ZERO,
  });
  rec.derive('summedParameters', {
    label: 'Parameters whose gradients are on one GPU',
    unit: 'parameter',
    value: held.summed,
    formula: sharesGradients(sharding) ? 'shardedParameters' : WHOLE,
    source: ZERO,
  });
  rec.derive('heldParameters', {
    label: 'Parameters held by the fullest GPU',
    unit: 'parameter',
    value: held.held,
    formula: sharesWeights(sharding)
      ? `shardedParameters + 2 * (${WHOLE} - shardedParameters) / (stageLayers + 1)`
      : WHOLE,
    source: ZERO,
  });
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
    formula: 'weights + gradients + optimizer + activations + reserve',
  });
}

function noteActivations(
  { memory, sizes, inFlight }: MemoryParts,
  s: Strategy,
  rec: Recorder,
): void {
  rec.derive('inFlight', {
    label: 'Micro-batches in flight on the first stage',
    unit: '1',
    value: inFlight,
    formula:
      'min(strategy.microBatches, strategy.pp' +
      ' * if(strategy.vp > 1, 1 + (strategy.pp - 1) / (strategy.pp * strategy.vp), 1))',
    source: KORTHIKANTI,
  });
  rec.derive('logits', {
    label: 'Logits, where the only stage holds them',
    unit: 'GB',
    value: s.pp > 1 ? 0 : sizes.logits,
    formula:
      'if(strategy.pp > 1, 0 * constants.logitBytes,' +
      ' constants.logitBytes * microBatchTokens * model.vocab / strategy.tp)',
    source: KORTHIKANTI,
  });
  rec.derive('activations', {
    label: 'Activations on the fullest GPU',
    unit: 'GB',
    value: memory.activations,
    formula: ACTIVATIONS[s.recompute].formula,
    source: KORTHIKANTI,
    reason: ACTIVATIONS[s.recompute].reason,
  });
}

const ACTIVATIONS = {
  none: {
    formula: 'inFlight * stageLayers * layerActivations + logits',
    reason: 'Everything that the backward pass needs is kept.',
  },
  selective: {
    formula:
      'inFlight * stageLayers * (layerActivations - renewedActivations) + renewedActivations + logits',
    reason: 'Selective recompute computes part of each layer again, one layer at a time.',
  },
  full: {
    formula: 'inFlight * stageLayers * layerInput + layerActivations + logits',
    reason: 'Full recompute keeps only the inputs of layers, and all of the one being computed.',
  },
} as const;
