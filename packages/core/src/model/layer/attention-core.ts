import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import {
  attentionBackwardTime,
  attentionTime,
  unfusedAttentionBackwardTime,
  unfusedAttentionTime,
} from '../kernels/index.ts';
import type { Strategy } from '../strategy.ts';
import type { ForwardBackward } from './linear.ts';

/** Query and key/value heads of one GPU, and the mean width of their products. */
export interface Heads {
  readonly heads: number;
  readonly kvHeads: number;
  /** Mean width of a query and a value, which gives the cost of the two products together. */
  readonly width: number;
}

/** Heads under tensor parallelism; in latent attention each query head has its own keys. */
export function headsOf({ model: m }: TrainingJob, s: Strategy, rec?: Recorder): Heads {
  const heads = m.heads / s.tp;
  const kvHeads = m.keyValueRank > 0 ? heads : Math.max(1, m.kvHeads / s.tp);
  const width = (m.headDim + m.ropeDim + m.valueDim) / 2;
  if (rec) noteHeads({ heads, kvHeads, width }, rec);
  return { heads, kvHeads, width };
}

/**
 * Scores, softmax and weighted sum of one layer, averaged over layers with and without a window,
 * with its queries shared evenly over context parallelism (zigzag order).
 */
export function attentionCore(
  job: TrainingJob,
  s: Strategy,
  heads: Heads,
  rec?: Recorder,
): ForwardBackward {
  const { model: m } = job;
  const full = wholeCore(job, s, heads, 0, rec?.within('full'));
  const windowed =
    m.windowLayers > 0 ? wholeCore(job, s, heads, m.window, rec?.within('windowed')) : full;
  const share = m.windowLayers / m.layers;
  const core = {
    forward: ((1 - share) * full.forward + share * windowed.forward) / s.cp,
    backward: ((1 - share) * full.backward + share * windowed.backward) / s.cp,
  };
  if (rec) noteCore(core, m.windowLayers > 0, rec);
  return core;
}

/** The attention of a whole sequence on one GPU, with one window throughout (0: none). */
function wholeCore(
  job: TrainingJob,
  s: Strategy,
  { heads, kvHeads, width }: Heads,
  window: number,
  rec?: Recorder,
): ForwardBackward {
  const { kernels } = job;
  const library = kernels.attentionLibrary;
  if (!library) return unfusedCore(job, s, heads, width, rec);
  const scope = rec?.within('', {
    batch: 'strategy.microBatch',
    seq: 'run.sequenceLength',
    heads: 'attentionHeads.heads',
    kvHeads: 'attentionHeads.kvHeads',
    headDim: 'attentionHeads.width',
    window: 'model.window',
    fit: 'kernels.attention',
    backward: 'kernels.attentionBackward',
  });
  const kernel = attentionTime(
    { batch: s.microBatch, seq: job.sequenceLength, heads, kvHeads, headDim: width, window },
    kernels.attention,
    scope?.within('forwardKernel'),
  );
  const kernelBackward = attentionBackwardTime(
    kernel,
    kernels.attention,
    kernels.attentionBackward,
    scope?.within('backwardKernel', { forward: scope.id('forwardKernel.time') }),
  );
  const core = {
    forward: library.forward * kernel,
    backward: library.backward * kernelBackward,
  };
  if (rec) noteLibrary(core, rec);
  return core;
}

function unfusedCore(
  job: TrainingJob,
  s: Strategy,
  heads: number,
  width: number,
  rec?: Recorder,
): ForwardBackward {
  const { kernels, constants: c } = job;
  const scope = rec?.within('', {
    batch: 'strategy.microBatch',
    seq: 'run.sequenceLength',
    heads: 'attentionHeads.heads',
    headDim: 'attentionHeads.width',
    fit: 'kernels.gemm',
    memory: 'kernels.memory',
  });
  const shape = { batch: s.microBatch, seq: job.sequenceLength, heads, headDim: width };
  return {
    forward: unfusedAttentionTime(
      shape,
      kernels,
      c.scoreForwardTraffic,
      scope?.within('forward', { traffic: 'constants.scoreForwardTraffic' }),
    ),
    backward: unfusedAttentionBackwardTime(
      shape,
      kernels,
      c.scoreBackwardTraffic,
      scope?.within('backward', { traffic: 'constants.scoreBackwardTraffic' }),
    ),
  };
}

function noteHeads({ heads, kvHeads, width }: Heads, rec: Recorder): void {
  rec.derive('heads', {
    label: 'Query heads on one GPU',
    unit: '1',
    value: heads,
    formula: 'model.heads / strategy.tp',
  });
  rec.derive('kvHeads', {
    label: 'Key/value heads on one GPU',
    unit: '1',
    value: kvHeads,
    formula: 'if(model.keyValueRank > 0, heads, max(1, model.kvHeads / strategy.tp))',
  });
  rec.derive('width', {
    label: 'Mean width of a query and a value',
    unit: '1',
    value: width,
    formula: '(model.headDim + model.ropeDim + model.valueDim) / 2',
  });
}

function noteLibrary(core: ForwardBackward, rec: Recorder): void {
  for (const way of ['forward', 'backward'] as const) {
    rec.derive(`${way}.time`, {
      label: `Attention of a whole sequence, ${way}`,
      unit: 'ms',
      value: core[way],
      formula: `attentionLibrary.${way} * ${way}Kernel.time`,
    });
  }
}

function noteCore(core: ForwardBackward, windows: boolean, rec: Recorder): void {
  for (const way of ['forward', 'backward'] as const) {
    const mixed =
      `((1 - model.windowLayers / model.layers) * full.${way}.time` +
      ` + model.windowLayers / model.layers * windowed.${way}.time)`;
    rec.derive(way, {
      label: `Attention of a layer, ${way}`,
      unit: 'ms',
      value: core[way],
      formula: `${windows ? mixed : `full.${way}.time`} / strategy.cp`,
      reason: 'Context parallelism shares the causal half evenly (zigzag order).',
    });
  }
}
