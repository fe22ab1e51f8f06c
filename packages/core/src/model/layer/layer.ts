import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { accumulationTime } from './accumulation.ts';
import { hostTime } from './host.ts';
import { noteLayer } from './layer-notes.ts';
import type { LayerParts } from './layer-parts.ts';
import type { LayerTimes } from './layer-times.ts';
import type { ForwardBackward } from './linear.ts';
import { tensorParallelTime } from './tensor.ts';

const NONE: ForwardBackward = { forward: 0, backward: 0 };

/** One layer of the model under a strategy, of which only tp, cp, ep, etp and microBatch matter. */
export function layerTimes(
  job: TrainingJob,
  s: Strategy,
  { attention, trunk, experts }: LayerParts,
  rec?: Recorder,
): LayerTimes {
  const { model: m } = job;
  const { elementwise } = trunk;
  const moeShare = (m.layers - m.denseLayers) / m.layers;
  const exchange = moeShare * (experts?.exchange ?? 0);
  const parts = {
    gemm: mix(attention.linear, trunk.dense, experts?.products ?? NONE, moeShare),
    attention: attention.core,
    memoryBound: {
      forward: elementwise.forward,
      backward: elementwise.backward + accumulationTime(job, s, rec),
    },
    tensorParallel: tensorParallelTime(job, s, moeShare, trunk.tensorBlock),
    contextParallel: attention.context,
    expertParallel: { forward: exchange, backward: exchange },
  };
  const times = summed(job, s, parts, moeShare);
  if (rec) noteLayer(job, s, times, moeShare, rec);
  return times;
}

type Parts = Omit<LayerTimes, 'host' | 'total' | 'again'>;

function summed(job: TrainingJob, s: Strategy, parts: Parts, moeShare: number): LayerTimes {
  const forward = sum(parts, 'forward');
  const backward = sum(parts, 'backward');
  const waits = hostTime(job, s, moeShare, forward);
  const host = { forward: waits, backward: 2 * waits };
  // Fields are named one by one for speed: a search makes thousands of layers.
  return {
    gemm: parts.gemm,
    attention: parts.attention,
    memoryBound: parts.memoryBound,
    tensorParallel: parts.tensorParallel,
    contextParallel: parts.contextParallel,
    expertParallel: parts.expertParallel,
    host,
    total: { forward: forward + host.forward, backward: backward + host.backward },
    again: { selective: selective(job, parts), full: forward + host.forward },
  };
}

function sum(p: Parts, way: 'forward' | 'backward'): number {
  return (
    p.gemm[way] +
    p.attention[way] +
    p.memoryBound[way] +
    p.tensorParallel[way] +
    p.contextParallel[way] +
    p.expertParallel[way]
  );
}

/** What selective recompute computes again, according to what the stack means by it. */
function selective(job: TrainingJob, { gemm, attention, memoryBound }: Parts): number {
  switch (job.stack.selective) {
    case 'attention':
      return attention.forward;
    case 'products':
      return gemm.forward / 2 + memoryBound.forward;
    case 'activations': {
      const latent = job.model.keyValueRank > 0 ? job.constants.latentRecompute : 0;
      return memoryBound.forward + latent * gemm.forward;
    }
  }
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
