import type { Recorder, Source } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Sharding, Strategy } from '../strategy.ts';
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

const STRATEGY = Object.fromEntries(
  ['tp', 'pp', 'dp', 'cp', 'ep', 'etp'].map((name) => [name, `strategy.${name}`]),
);

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
      '(layers * attention + (layers - moeLayers) * mlp) / tp + vocab * hidden * if(pp > 1, 1, embeddings) / tp + moeLayers * (mlpMatrices * hidden * sharedFfn / tp + hidden * experts)',
    inputs: {
      layers: 'stageLayers',
      moeLayers: 'stageMoeLayers',
      attention: 'size.attentionParameters',
      mlp: 'size.denseMlpParameters',
      vocab: 'model.vocab',
      hidden: 'model.hidden',
      embeddings: 'model.embeddingMatrices',
      mlpMatrices: 'model.mlpMatrices',
      sharedFfn: 'model.sharedFfn',
      experts: 'model.experts',
      pp: 'strategy.pp',
      tp: 'strategy.tp',
    },
  });
  rec.derive('expertParameters', {
    label: 'Parameters of experts on the fullest GPU',
    unit: 'parameter',
    value: held.expert,
    formula: 'moeLayers * mlpMatrices * hidden * expertFfn * experts / (ep * etp)',
    inputs: {
      ep: 'strategy.ep',
      etp: 'strategy.etp',
      moeLayers: 'stageMoeLayers',
      mlpMatrices: 'model.mlpMatrices',
      hidden: 'model.hidden',
      expertFfn: 'model.expertFfn',
      experts: 'model.experts',
    },
  });
}

/** Over how many ranks a parameter outside and inside experts is shared out. */
function ranksOf(sharding: Sharding): readonly [dense: string, expert: string] {
  if (sharding === 'none') return ['1', '1'];
  const [dense, expert] = ['dp * cp', 'tp * cp * dp / (ep * etp)'];
  if (sharding !== 'hybrid') return [dense, expert];
  return [
    `max(1, min(${dense}, floor(domain / tp)))`,
    `max(1, min(${expert}, floor(domain / (ep * etp))))`,
  ];
}

function noteShared(held: Held, sharding: Sharding, rec: Recorder): void {
  const [dense, expert] = ranksOf(sharding);
  const whole = { dense: 'denseParameters', expert: 'expertParameters' };
  rec.derive('shardedParameters', {
    label: 'Parameters whose optimizer state is on one GPU',
    unit: 'parameter',
    value: held.optimized,
    formula: `dense / (${dense}) + expert / (${expert})`,
    inputs: {
      ...whole,
      ...STRATEGY,
      ...(sharding === 'hybrid' ? { domain: 'hardware.nvlinkDomain' } : {}),
    },
    source: ZERO,
  });
  const shared = { ...whole, shared: 'shardedParameters', layers: 'stageLayers' };
  const sharesWeights = sharding === 'zero3' || sharding === 'hybrid';
  for (const [name, label, value, formula] of [
    [
      'summedParameters',
      'Parameters whose gradients are on one GPU',
      held.summed,
      sharesWeights || sharding === 'zero2' ? 'shared' : 'dense + expert',
    ],
    [
      'heldParameters',
      'Parameters held by the fullest GPU',
      held.held,
      sharesWeights ? 'shared + 2 * (dense + expert - shared) / (layers + 1)' : 'dense + expert',
    ],
  ] as const) {
    rec.derive(name, { label, unit: 'parameter', value, formula, inputs: shared, source: ZERO });
  }
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
      formula: 'bytes * parameters',
      inputs: { bytes: `constants.${bytes}`, parameters: of },
    });
  }
}

function noteTotal(memory: TrainingMemory, rec: Recorder): void {
  rec.derive('capacity', {
    label: 'Memory of a GPU',
    unit: 'GB',
    value: memory.capacity,
    formula: 'memory',
    inputs: { memory: 'gpu.memory' },
  });
  rec.derive('reserve', {
    label: 'Reserve for context, buffers and fragmentation',
    unit: 'GB',
    value: memory.reserve,
    formula: 'share * memory',
    inputs: { share: 'constants.reserveShare', memory: 'gpu.memory' },
  });
  rec.derive('total', {
    label: 'Memory on the fullest GPU',
    unit: 'GB',
    value: memory.total,
    formula: 'weights + gradients + optimizer + activations + reserve',
    inputs: Object.fromEntries(
      ['weights', 'gradients', 'optimizer', 'activations', 'reserve'].map((name) => [name, name]),
    ),
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
    formula: 'min(microBatches, pp * if(vp > 1, 1 + (pp - 1) / (pp * vp), 1))',
    inputs: { microBatches: 'strategy.microBatches', pp: 'strategy.pp', vp: 'strategy.vp' },
    source: KORTHIKANTI,
  });
  rec.derive('logits', {
    label: 'Logits, where the only stage holds them',
    unit: 'GB',
    value: s.pp > 1 ? 0 : sizes.logits,
    formula: 'if(pp > 1, 0 * bytes, bytes * tokens * vocab / tp)',
    inputs: {
      bytes: 'constants.logitBytes',
      tokens: 'microBatchTokens',
      vocab: 'model.vocab',
      tp: 'strategy.tp',
      pp: 'strategy.pp',
    },
    source: KORTHIKANTI,
  });
  rec.derive('activations', {
    label: 'Activations on the fullest GPU',
    unit: 'GB',
    value: memory.activations,
    formula: ACTIVATIONS[s.recompute].formula,
    inputs: {
      inFlight: 'inFlight',
      layers: 'stageLayers',
      layer: 'layerActivations',
      renewed: 'renewedActivations',
      input: 'layerInput',
      logits: 'logits',
    },
    source: KORTHIKANTI,
    reason: ACTIVATIONS[s.recompute].reason,
  });
}

const ACTIVATIONS = {
  none: {
    formula: 'inFlight * layers * layer + logits',
    reason: 'Everything that the backward pass needs is kept.',
  },
  selective: {
    formula: 'inFlight * layers * (layer - renewed) + renewed + logits',
    reason: 'Selective recompute makes a part of a layer again, a layer at a time.',
  },
  full: {
    formula: 'inFlight * layers * input + layer + logits',
    reason: 'Full recompute keeps only layer inputs and one layer in work.',
  },
} as const;
