import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { memoryBoundTime } from '../kernels/index.ts';
import { type CollectiveFormulas, collectiveTime } from '../layer/communication.ts';
import { expertShards, heldParameters } from '../memory/memory.ts';
import type { Strategy } from '../strategy.ts';
import type { LayerTimes } from './times.ts';

/** What data parallelism costs a step, s. */
export interface DataParallelTimes {
  /** Communication that computing does not hide. */
  readonly exposed: number;
  readonly optimizer: number;
}

export interface DataParallelStage {
  readonly layers: number;
  readonly layer: LayerTimes;
}

/**
 * Reduce-scatter of fp32 gradients, all-gather of bf16 weights, and the sharded optimizer.
 *
 * ZeRO-1: gradients of the last micro-batch leave in buckets while its backward runs, weights of
 * the next step arrive under its first forward; what is longer than that computing is exposed.
 * ZeRO-3: each micro-batch gathers weights under its forward and backward and scatters gradients
 * under its backward.
 */
export function dataParallelTime(
  job: TrainingJob,
  s: Strategy,
  stage: DataParallelStage,
  rec?: Recorder,
): DataParallelTimes {
  const { constants: c, kernels } = job;
  const held = heldParameters(job, s);
  const ranks = s.dp * s.cp;
  const scope = rec?.within('gradients');
  const scatter = bothGroups(job, s, 'reduceScatter', c.gradientBytes, held, scope);
  const gather = bothGroups(job, s, 'allGather', c.weightBytes, held, scope);
  const forward = stage.layers * computing(stage.layer, 'forward');
  const backward = stage.layers * computing(stage.layer, 'backward');
  const microBatches = job.globalBatch / (s.dp * s.microBatch);
  const exposed =
    s.sharding === 'zero3'
      ? microBatches * (Math.max(0, gather - forward) + Math.max(0, gather + scatter - backward))
      : Math.max(0, scatter - backward) + Math.max(0, gather - forward);
  if (scope) noteExposed({ scatter, gather, forward, backward, exposed }, s, scope);
  const sharded = held.dense / ranks + held.expert / ((s.tp * s.cp * s.dp) / expertShards(s));
  const bytes = c.optimizerTraffic * sharded;
  rec?.derive('optimizerBytes', {
    label: 'Bytes that the optimizer streams on one GPU',
    unit: 'GB',
    value: bytes,
    formula: 'traffic * parameters',
    inputs: { traffic: 'constants.optimizerTraffic', parameters: 'memory.shardedParameters' },
  });
  const optimizer = memoryBoundTime(
    bytes,
    kernels.memory,
    rec?.within('update', { bytes: rec.id('optimizerBytes'), fit: 'kernels.memory' }),
  );
  rec?.derive('optimizer', {
    label: 'Optimizer',
    unit: 'ms',
    value: optimizer,
    formula: 'time',
    inputs: { time: 'update.time' },
  });
  return { exposed, optimizer };
}

/** Weights outside and inside experts are shared out over different groups, one after the other. */
function bothGroups(
  job: TrainingJob,
  s: Strategy,
  kind: 'reduceScatter' | 'allGather',
  bytesEach: number,
  held: { readonly dense: number; readonly expert: number },
  rec?: Recorder,
): number {
  const shards = expertShards(s);
  const dense = collectiveTime(
    job,
    kind,
    bytesEach * held.dense,
    s.dp * s.cp,
    s.tp,
    rec?.within(`${kind}.dense`),
    rec && denseGroup(kind),
  );
  if (held.expert === 0) return dense;
  const expert = collectiveTime(
    job,
    kind,
    bytesEach * held.expert,
    (s.tp * s.cp * s.dp) / shards,
    shards,
    rec?.within(`${kind}.expert`),
    rec && expertGroup(kind),
  );
  return dense + expert;
}

function computing(layer: LayerTimes, way: 'forward' | 'backward'): number {
  return layer.gemm[way] + layer.attention[way] + layer.memoryBound[way];
}

const BYTES = { reduceScatter: 'constants.gradientBytes', allGather: 'constants.weightBytes' };
const LABELS = { reduceScatter: 'Scattering gradients', allGather: 'Gathering weights' };
const SPLIT = {
  dp: 'strategy.dp',
  cp: 'strategy.cp',
  tp: 'strategy.tp',
  ep: 'strategy.ep',
  etp: 'strategy.etp',
};

function denseGroup(kind: 'reduceScatter' | 'allGather'): CollectiveFormulas {
  return {
    label: LABELS[kind],
    bytes: {
      formula: 'bytes * parameters',
      inputs: { bytes: BYTES[kind], parameters: 'memory.denseParameters' },
    },
    gpus: { formula: 'dp * cp', inputs: SPLIT },
    inner: { formula: 'tp', inputs: SPLIT },
  };
}

function expertGroup(kind: 'reduceScatter' | 'allGather'): CollectiveFormulas {
  return {
    label: `${LABELS[kind]} of experts`,
    bytes: {
      formula: 'bytes * parameters',
      inputs: { bytes: BYTES[kind], parameters: 'memory.expertParameters' },
    },
    gpus: { formula: 'tp * cp * dp / (ep * etp)', inputs: SPLIT },
    inner: { formula: 'ep * etp', inputs: SPLIT },
  };
}

interface Exposure {
  readonly scatter: number;
  readonly gather: number;
  readonly forward: number;
  readonly backward: number;
  readonly exposed: number;
}

function noteExposed(e: Exposure, s: Strategy, rec: Recorder): void {
  const hasExperts = rec.has('reduceScatter.expert.time');
  for (const [name, kind] of [
    ['scatter', 'reduceScatter'],
    ['gather', 'allGather'],
  ] as const) {
    rec.derive(name, {
      label: LABELS[kind],
      unit: 'ms',
      value: e[name],
      formula: hasExperts ? 'dense + expert' : 'dense',
      inputs: {
        dense: `${kind}.dense.time`,
        ...(hasExperts ? { expert: `${kind}.expert.time` } : {}),
      },
    });
  }
  for (const way of ['forward', 'backward'] as const) {
    rec.derive(way, {
      label: `Computing of one micro-batch, ${way}`,
      unit: 'ms',
      value: e[way],
      formula: 'layers * (gemm + attention + memoryBound)',
      inputs: {
        layers: 'stageLayers',
        ...Object.fromEntries(
          ['gemm', 'attention', 'memoryBound'].map((part) => [part, `layer.${part}.${way}`]),
        ),
      },
    });
  }
  const scatter = 'max(0 * scatter, scatter - backward)';
  const gather = 'max(0 * gather, gather - forward)';
  rec.derive('exposed', {
    label: 'Communication that computing does not hide',
    unit: 'ms',
    value: e.exposed,
    formula:
      s.sharding === 'zero3'
        ? `microBatches * (${gather} + max(0 * gather, gather + scatter - backward))`
        : `${scatter} + ${gather}`,
    inputs: {
      scatter: 'scatter',
      gather: 'gather',
      forward: 'forward',
      backward: 'backward',
      ...(s.sharding === 'zero3' ? { microBatches: 'strategy.microBatches' } : {}),
    },
  });
}
