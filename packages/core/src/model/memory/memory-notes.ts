import type { Recorder, Source } from '../../base/index.ts';
import type { Strategy } from '../strategy.ts';
import type { Activations, Held, TrainingMemory } from './memory-parts.ts';

const KORTHIKANTI: Source = {
  title: 'Korthikanti et al., Reducing Activation Recomputation, arXiv:2205.05198',
  locator: 'sections 4.1-4.3 (without attention scores: flash attention) and appendix C',
};

/** Notes the memory of the fullest GPU, from parameters to bytes. */
export function noteMemory(memory: TrainingMemory, parts: Held, s: Strategy, rec: Recorder): void {
  const strategy = Object.fromEntries(
    ['tp', 'dp', 'cp', 'ep', 'etp'].map((name) => [name, `strategy.${name}`]),
  );
  rec.derive('denseParameters', {
    label: 'Parameters on the fullest GPU outside the experts',
    unit: 'parameter',
    value: parts.dense,
    formula:
      '(layers * attention + (layers - moeLayers) * mlp) / tp + vocab * hidden * if(pp > 1, 1, embeddings) / tp + moeLayers * (mlpMatrices * hidden * sharedFfn / tp + hidden * experts)',
    inputs: {
      ...strategy,
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
    },
  });
  rec.derive('expertParameters', {
    label: 'Parameters of experts on the fullest GPU',
    unit: 'parameter',
    value: parts.expert,
    formula: 'moeLayers * mlpMatrices * hidden * expertFfn * experts / (ep * etp)',
    inputs: {
      ...strategy,
      moeLayers: 'stageMoeLayers',
      mlpMatrices: 'model.mlpMatrices',
      hidden: 'model.hidden',
      expertFfn: 'model.expertFfn',
      experts: 'model.experts',
    },
  });
  noteShared(parts, s, strategy, rec);
  notePerParameter(memory, rec);
}

function noteShared(
  parts: Held,
  s: Strategy,
  strategy: Readonly<Record<string, string>>,
  rec: Recorder,
): void {
  rec.derive('shardedParameters', {
    label: 'Parameters whose optimizer state is on one GPU',
    unit: 'parameter',
    value: parts.sharded,
    formula: 'dense / (dp * cp) + expert / (tp * cp * dp / (ep * etp))',
    inputs: { ...strategy, dense: 'denseParameters', expert: 'expertParameters' },
  });
  const held =
    s.sharding === 'zero3'
      ? { formula: 'sharded', inputs: { sharded: 'shardedParameters' } }
      : {
          formula: 'dense + expert',
          inputs: { dense: 'denseParameters', expert: 'expertParameters' },
        };
  rec.derive('heldParameters', {
    label: 'Parameters held by the fullest GPU',
    unit: 'parameter',
    value: parts.held,
    ...held,
  });
}

function notePerParameter(memory: TrainingMemory, rec: Recorder): void {
  for (const [name, label, bytes, of] of [
    ['weights', 'Weights', 'weightBytes', 'heldParameters'],
    ['gradients', 'Gradients', 'gradientBytes', 'heldParameters'],
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
    inputs: {
      weights: 'weights',
      gradients: 'gradients',
      optimizer: 'optimizer',
      activations: 'activations',
      reserve: 'reserve',
    },
  });
}

/** Notes what activations take. */
export function noteActivations(a: Activations, s: Strategy, rec: Recorder): void {
  const micro = {
    tokens: 'microBatchTokens',
    bytes: 'constants.activationBytes',
    tp: 'strategy.tp',
  };
  rec.derive('layerActivations', {
    label: 'Activations of one layer and micro-batch',
    unit: 'MB',
    value: a.layer,
    formula:
      'bytes * tokens * (4 * hidden + 2 * headDim * (heads + kvHeads) + denseLayers / layers * mlpMatrices * ffn + (1 - denseLayers / layers) * (mlpMatrices * (topK * expertFfn + sharedFfn) + 2 * topK * hidden)) / tp',
    inputs: {
      ...micro,
      ...Object.fromEntries(
        ['hidden', 'headDim', 'heads', 'kvHeads', 'denseLayers', 'layers', 'mlpMatrices', 'ffn']
          .concat(['topK', 'expertFfn', 'sharedFfn'])
          .map((field) => [field, `model.${field}`]),
      ),
    },
    source: KORTHIKANTI,
  });
  rec.derive('layerInput', {
    label: 'Input of one layer and micro-batch',
    unit: 'MB',
    value: a.input,
    formula: 'bytes * tokens * hidden / tp',
    inputs: { ...micro, hidden: 'model.hidden' },
    source: KORTHIKANTI,
  });
  noteRenewed(a, micro, rec);
  noteKept(a, rec);
  rec.derive('activations', {
    label: 'Activations on the fullest GPU',
    unit: 'GB',
    value: a.activations,
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
    reason: 'Everything that the backward pass needs is kept; attention scores never are.',
  },
  selective: {
    formula: 'inFlight * layers * (layer - renewed) + renewed + logits',
    reason: 'Selective recompute makes norms and activation functions again, a layer at a time.',
  },
  full: {
    formula: 'inFlight * layers * input + layer + logits',
    reason: 'Full recompute keeps only layer inputs and one layer in work.',
  },
} as const;

function noteRenewed(a: Activations, micro: Readonly<Record<string, string>>, rec: Recorder): void {
  rec.derive('renewedActivations', {
    label: 'Of these, outputs of norms and activation functions',
    unit: 'MB',
    value: a.renewed,
    formula:
      'bytes * tokens * (2 * hidden + denseLayers / layers * ffn + (1 - denseLayers / layers) * (topK * expertFfn + sharedFfn)) / tp',
    inputs: {
      ...micro,
      ...Object.fromEntries(
        ['hidden', 'denseLayers', 'layers', 'ffn', 'topK', 'expertFfn', 'sharedFfn'].map(
          (field) => [field, `model.${field}`],
        ),
      ),
    },
  });
}

function noteKept(a: Activations, rec: Recorder): void {
  rec.derive('inFlight', {
    label: 'Micro-batches in flight on the first stage',
    unit: '1',
    value: a.inFlight,
    formula: 'min(microBatches, pp * if(vp > 1, 1 + (pp - 1) / (pp * vp), 1))',
    inputs: { microBatches: 'strategy.microBatches', pp: 'strategy.pp', vp: 'strategy.vp' },
    source: KORTHIKANTI,
  });
  rec.derive('logits', {
    label: 'Logits, where the only stage holds them',
    unit: 'GB',
    value: a.logits,
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
}
