import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { moeExpertsTime } from '../kernels/index.ts';
import type { Strategy } from '../strategy.ts';
import { collectiveTime } from './communication.ts';
import type { ForwardBackward } from './linear.ts';
import { mlpTime } from './mlp-block.ts';

/** Times of the expert part of one mixture-of-experts layer, s. */
export interface MoeBlock {
  /** Routed and shared experts. */
  readonly products: ForwardBackward;
  /** Dispatching tokens to their experts and combining the results; the same backward. */
  readonly exchange: number;
}

/**
 * The experts of a layer, with tokens spread evenly over them. With ep > 1 a rank sends the tokens of
 * its sequence-parallel share to their experts and, where those are split (etp > 1), gathers and
 * scatters them there; with ep 1 the block's tensor parallelism has already gathered them.
 * Left out: the router, token imbalance.
 */
export function moeBlock(job: TrainingJob, s: Strategy, tokens: number, rec?: Recorder): MoeBlock {
  const { model: m, constants: c } = job;
  const copies = (tokens * m.topK) / s.tp;
  const shared =
    m.sharedFfn > 0 ? mlpTime(job, s, tokens, 'sharedFfn', rec?.within('shared')) : NONE;
  if (rec) noteCopies(copies, rec);
  const forward = expertsTime(job, s, copies, rec);
  const exchange = s.ep === 1 ? 0 : exchangeTime(job, s, copies, rec);
  const products = {
    forward: forward + shared.forward,
    backward: c.backwardProductRatio * forward + shared.backward,
  };
  if (rec) noteProducts(products, m.sharedFfn > 0, rec);
  return { products, exchange };
}

const NONE: ForwardBackward = { forward: 0, backward: 0 };

/** Dispatch and combine over `ep`, and gather and scatter over `etp`, s. */
function exchangeTime(job: TrainingJob, s: Strategy, copies: number, rec?: Recorder): number {
  const bytes = job.constants.activationBytes * copies * job.model.hidden;
  const part = (name: string) => rec?.within(`exchange.${name}`, { copies: rec.id('copies') });
  const gathered = bytes * s.etp;
  const send = collectiveTime(job, 'allToAll', bytes, s.ep, s.etp, part('send'), EXCHANGE);
  const gather = collectiveTime(job, 'allGather', gathered, s.etp, 1, part('gather'), GATHER);
  const scatter = collectiveTime(job, 'reduceScatter', gathered, s.etp, 1, part('scatter'), GATHER);
  const time = 2 * send + gather + scatter;
  rec?.derive('exchange.time', {
    label: 'Tokens to their experts and back, one layer one way',
    unit: 'ms',
    value: time,
    formula: '2 * send + gather + scatter',
    inputs: {
      send: 'exchange.send.time',
      gather: 'exchange.gather.time',
      scatter: 'exchange.scatter.time',
    },
  });
  return time;
}

function expertsTime(job: TrainingJob, s: Strategy, copies: number, rec?: Recorder): number {
  const { model: m, kernels } = job;
  if (!kernels.moe) throw new Error('a mixture of experts needs measured expert kernels');
  const groups = m.experts / s.ep;
  const inner = m.expertFfn / s.etp;
  const worked = copies * s.etp;
  const up = m.mlpMatrices - 1;
  if (rec) noteExperts({ groups, inner, worked, up }, rec);
  const experts = rec?.within('experts', {
    rows: rec.id('worked'),
    groups: rec.id('groups'),
    hidden: 'model.hidden',
    inter: rec.id('inner'),
    up: rec.id('upMatrices'),
    fit: 'kernels.moe',
  });
  return moeExpertsTime(worked, groups, m.hidden, inner, up, kernels.moe, experts);
}

const EXCHANGE = {
  label: 'Tokens to or from their experts',
  bytes: {
    formula: 'bytes * copies * hidden',
    inputs: { bytes: 'constants.activationBytes', copies: 'copies', hidden: 'model.hidden' },
  },
  gpus: { formula: 'ep', inputs: { ep: 'strategy.ep' } },
  inner: { formula: 'etp', inputs: { etp: 'strategy.etp' } },
};
const GATHER = {
  label: 'Tokens among the GPUs of a split expert',
  bytes: {
    formula: 'bytes * copies * hidden * etp',
    inputs: {
      bytes: 'constants.activationBytes',
      copies: 'copies',
      hidden: 'model.hidden',
      etp: 'strategy.etp',
    },
  },
  gpus: { formula: 'etp', inputs: { etp: 'strategy.etp' } },
  inner: { formula: '1', inputs: {} },
};

function noteProducts(products: ForwardBackward, hasShared: boolean, rec: Recorder): void {
  for (const way of ['forward', 'backward'] as const) {
    const ratio = way === 'backward' ? 'ratio * ' : '';
    rec.derive(way, {
      label: `Experts of a layer, ${way}`,
      unit: 'ms',
      value: products[way],
      formula: `${ratio}routed${hasShared ? ' + shared' : ''}`,
      inputs: {
        routed: 'experts.time',
        ...(ratio ? { ratio: 'constants.backwardProductRatio' } : {}),
        ...(hasShared ? { shared: `shared.${way}` } : {}),
      },
    });
  }
}

function noteCopies(copies: number, rec: Recorder): void {
  rec.derive('copies', {
    label: 'Token copies that a GPU sends to experts',
    unit: '1',
    value: copies,
    formula: 'tokens * topK / tp',
    inputs: {
      tokens: 'microBatchTokens',
      topK: 'model.topK',
      tp: 'strategy.tp',
    },
  });
}

function noteExperts(
  e: {
    readonly groups: number;
    readonly inner: number;
    readonly worked: number;
    readonly up: number;
  },
  rec: Recorder,
): void {
  const of = (label: string, value: number, formula: string, inputs: Record<string, string>) => ({
    label,
    unit: '1',
    value,
    formula,
    inputs,
  });
  rec.derive(
    'groups',
    of('Experts on one GPU', e.groups, 'experts / ep', {
      experts: 'model.experts',
      ep: 'strategy.ep',
    }),
  );
  rec.derive(
    'inner',
    of('Inner width of an expert on one GPU', e.inner, 'ffn / etp', {
      ffn: 'model.expertFfn',
      etp: 'strategy.etp',
    }),
  );
  rec.derive(
    'worked',
    of('Token copies that a GPU works on', e.worked, 'copies * etp', {
      copies: 'copies',
      etp: 'strategy.etp',
    }),
  );
  rec.derive(
    'upMatrices',
    of('Matrices into an expert', e.up, 'matrices - 1', { matrices: 'model.mlpMatrices' }),
  );
}
