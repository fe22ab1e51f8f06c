import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { memoryBoundTime } from '../kernels/index.ts';
import type { LayerTimes } from '../step/times.ts';
import type { Strategy } from '../strategy.ts';
import { attentionBlock } from './attention-block.ts';
import { collectiveTime } from './communication.ts';
import { noteLayer } from './layer-notes.ts';
import type { ForwardBackward } from './linear.ts';
import { mlpTime } from './mlp-block.ts';
import { moeBlock } from './moe-block.ts';

const NONE: ForwardBackward = { forward: 0, backward: 0 };

/** One layer of the model under a strategy. */
export function layerTimes(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  rec?: Recorder,
): LayerTimes {
  const { model: m } = job;
  const moeShare = (m.layers - m.denseLayers) / m.layers;
  const attention = attentionBlock(job, s, tokens, rec?.within('selfAttention'));
  const dense = moeShare < 1 ? mlpTime(job, s, tokens, 'ffn', rec?.within('mlp')) : NONE;
  const moe = moeShare > 0 ? moeBlock(job, s, tokens, rec?.within('moe')) : undefined;
  const exchange = moeShare * (moe?.exchange ?? 0);
  const times = {
    gemm: mix(attention.linear, dense, moe?.products ?? NONE, moeShare),
    attention: attention.core,
    memoryBound: elementwiseTime(job, s, tokens, rec),
    tensorParallel: tensorParallelTime(job, s, tokens, moeShare, rec),
    contextParallel: attention.context,
    expertParallel: { forward: exchange, backward: exchange },
  };
  if (rec) noteLayer(times, s, moeShare, rec);
  return times;
}

/** Norms, residuals, rotary embedding and activation: bytes streamed through memory. */
function elementwiseTime(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  rec?: Recorder,
): ForwardBackward {
  const { model: m, constants: c, kernels } = job;
  const width =
    10 * m.hidden +
    2 * m.headDim * (m.heads + m.kvHeads) +
    ((m.denseLayers * m.ffn) / m.layers + m.sharedFfn) * m.mlpMatrices;
  const bytes = (c.activationBytes * tokens * width) / s.tp;
  rec?.derive('elementwiseBytes', {
    label: 'Bytes that element-wise operations of a layer stream',
    unit: 'MB',
    value: bytes,
    formula:
      'bytes * tokens * (10 * hidden + 2 * headDim * (heads + kvHeads) + (denseLayers * ffn / layers + sharedFfn) * matrices) / tp',
    inputs: ELEMENTWISE,
    reason:
      'Counted by reads and writes: two norms (4), two residual additions (6), rotary embedding (2), gated activation.',
  });
  const forward = memoryBoundTime(
    bytes,
    kernels.memory,
    rec?.within('elementwise', { bytes: rec.id('elementwiseBytes'), fit: 'kernels.memory' }),
  );
  return { forward, backward: c.backwardElementwiseRatio * forward };
}

/**
 * With sequence parallelism each block gathers its input and scatters its output over `tp`; backward
 * does the same in reverse. Mixture layers with ep > 1 exchange tokens instead. Nothing is assumed
 * to overlap.
 */
function tensorParallelTime(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  moeShare: number,
  rec?: Recorder,
): ForwardBackward {
  if (s.tp === 1) return NONE;
  const { model: m, constants: c } = job;
  const bytes = c.activationBytes * tokens * m.hidden;
  const scope = rec?.within('tensorParallel');
  const gather = collectiveTime(job, 'allGather', bytes, s.tp, 1, scope?.within('gather'), {
    ...TENSOR,
    label: 'Gathering activations',
  });
  const scatter = collectiveTime(job, 'reduceScatter', bytes, s.tp, 1, scope?.within('scatter'), {
    ...TENSOR,
    label: 'Scattering sums',
  });
  const blocks = 2 - (s.ep > 1 ? moeShare : 0);
  const time = blocks * (gather + scatter);
  return { forward: time, backward: time };
}

function mix(
  always: ForwardBackward,
  dense: ForwardBackward,
  moe: ForwardBackward,
  moeShare: number,
): ForwardBackward {
  return {
    forward: always.forward + (1 - moeShare) * dense.forward + moeShare * moe.forward,
    backward: always.backward + (1 - moeShare) * dense.backward + moeShare * moe.backward,
  };
}

const ELEMENTWISE = {
  bytes: 'constants.activationBytes',
  tokens: 'microBatchTokens',
  hidden: 'model.hidden',
  headDim: 'model.headDim',
  heads: 'model.heads',
  kvHeads: 'model.kvHeads',
  denseLayers: 'model.denseLayers',
  ffn: 'model.ffn',
  layers: 'model.layers',
  sharedFfn: 'model.sharedFfn',
  matrices: 'model.mlpMatrices',
  tp: 'strategy.tp',
};
const TENSOR = {
  bytes: {
    formula: 'bytes * tokens * hidden',
    inputs: {
      bytes: 'constants.activationBytes',
      tokens: 'microBatchTokens',
      hidden: 'model.hidden',
    },
  },
  gpus: { formula: 'tp', inputs: { tp: 'strategy.tp' } },
  inner: { formula: '1', inputs: {} },
};
