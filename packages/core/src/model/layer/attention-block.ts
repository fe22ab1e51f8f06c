import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { attentionBackwardTime, attentionTime } from '../kernels/index.ts';
import type { Strategy } from '../strategy.ts';
import { collectiveTime } from './communication.ts';
import { type ForwardBackward, linearTime, noteWays } from './linear.ts';

/** Times of the attention block of one layer on one micro-batch, s. */
export interface AttentionBlock {
  /** Projections to queries, keys and values, and back. */
  readonly linear: ForwardBackward;
  /** Scores, softmax and weighted sum. */
  readonly core: ForwardBackward;
  /** Gathering keys and values over context parallelism. */
  readonly context: ForwardBackward;
}

/** The attention block with its heads split over `tp` and its queries over `cp`. */
export function attentionBlock(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  rec?: Recorder,
): AttentionBlock {
  const { model: m, kernels } = job;
  const heads = m.heads / s.tp;
  const kvHeads = Math.max(1, m.kvHeads / s.tp);
  const qkv = linearTime(
    tokens,
    m.headDim * (heads + 2 * kvHeads),
    m.hidden,
    kernels.gemm,
    rec?.within('qkv'),
    QKV,
  );
  const out = linearTime(
    tokens,
    m.hidden,
    m.headDim * heads,
    kernels.gemm,
    rec?.within('out'),
    OUT,
  );
  const linear = {
    forward: qkv.forward + out.forward,
    backward: qkv.backward + out.backward,
  };
  if (rec) {
    noteWays('Attention projections of a layer', linear, 'qkv + out', rec, (way) => ({
      qkv: `qkv.${way}`,
      out: `out.${way}`,
    }));
  }
  const core = coreTime(job, s, heads, kvHeads, rec);
  return { linear, core, context: contextTime(job, s, kvHeads, rec) };
}

function coreTime(
  job: TrainingJob,
  s: Strategy,
  heads: number,
  kvHeads: number,
  rec?: Recorder,
): ForwardBackward {
  const { model: m, kernels } = job;
  if (rec) noteHeads(heads, kvHeads, rec);
  const core = rec?.within('core', {
    batch: 'strategy.microBatch',
    seq: 'run.sequenceLength',
    heads: rec.id('heads'),
    kvHeads: rec.id('kvHeads'),
    headDim: 'model.headDim',
    fit: 'kernels.attention',
    backward: 'kernels.attentionBackward',
  });
  const whole = attentionTime(
    s.microBatch,
    job.sequenceLength,
    heads,
    kvHeads,
    m.headDim,
    kernels.attention,
    core?.within('forward'),
  );
  const wholeBackward = attentionBackwardTime(
    whole,
    kernels.attention,
    kernels.attentionBackward,
    core?.within('backward', { forward: core.id('forward.time') }),
  );
  for (const [name, value] of [
    ['forward', whole],
    ['backward', wholeBackward],
  ] as const) {
    core?.derive(name, {
      label: `Attention of a layer, ${name}`,
      unit: 'ms',
      value: value / s.cp,
      formula: 'whole / cp',
      inputs: { whole: `${name}.time`, cp: 'strategy.cp' },
      reason: 'Context parallelism shares the causal half evenly (zigzag order).',
    });
  }
  return { forward: whole / s.cp, backward: wholeBackward / s.cp };
}

/** Keys and values are gathered before attention and their gradients scattered after it (Llama 3). */
function contextTime(
  job: TrainingJob,
  s: Strategy,
  kvHeads: number,
  rec?: Recorder,
): ForwardBackward {
  const { model: m, constants: c } = job;
  if (s.cp === 1) return NONE;
  const bytes = 2 * c.activationBytes * s.microBatch * job.sequenceLength * kvHeads * m.headDim;
  const part = (name: string) => rec?.within(name, { kvHeads: rec.id('kvHeads') });
  const gather = collectiveTime(job, 'allGather', bytes, s.cp, s.tp, part('gather'), {
    ...CONTEXT,
    label: 'Gathering keys and values',
  });
  const scatter = collectiveTime(job, 'reduceScatter', bytes, s.cp, s.tp, part('scatter'), {
    ...CONTEXT,
    label: 'Scattering their gradients',
  });
  return { forward: gather, backward: gather + scatter };
}

const NONE: ForwardBackward = { forward: 0, backward: 0 };

const TOKENS = { formula: 'tokens', inputs: { tokens: 'microBatchTokens' } };
const HIDDEN = { formula: 'hidden', inputs: { hidden: 'model.hidden' } };
const HEADS = { headDim: 'model.headDim', heads: 'model.heads', tp: 'strategy.tp' };

const QKV = {
  label: 'Query, key and value projection',
  m: TOKENS,
  n: {
    formula: 'headDim * (heads / tp + 2 * max(1, kvHeads / tp))',
    inputs: { ...HEADS, kvHeads: 'model.kvHeads' },
  },
  k: HIDDEN,
};
const OUT = {
  label: 'Output projection',
  m: TOKENS,
  n: HIDDEN,
  k: { formula: 'headDim * heads / tp', inputs: HEADS },
};
const CONTEXT = {
  bytes: {
    formula: '2 * bytes * batch * sequence * kvHeads * headDim',
    inputs: {
      bytes: 'constants.activationBytes',
      batch: 'strategy.microBatch',
      sequence: 'run.sequenceLength',
      kvHeads: 'kvHeads',
      headDim: 'model.headDim',
    },
  },
  gpus: { formula: 'cp', inputs: { cp: 'strategy.cp' } },
  inner: { formula: 'tp', inputs: { tp: 'strategy.tp' } },
};

function noteHeads(heads: number, kvHeads: number, rec: Recorder): void {
  rec.derive('heads', {
    label: 'Query heads on one GPU',
    unit: '1',
    value: heads,
    formula: 'heads / tp',
    inputs: { heads: 'model.heads', tp: 'strategy.tp' },
  });
  rec.derive('kvHeads', {
    label: 'Key/value heads on one GPU',
    unit: '1',
    value: kvHeads,
    formula: 'max(1, kvHeads / tp)',
    inputs: { kvHeads: 'model.kvHeads', tp: 'strategy.tp' },
  });
}
