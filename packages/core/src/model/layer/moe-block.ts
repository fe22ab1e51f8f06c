import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import { moeExpertsBackwardTime, moeExpertsTime } from '../kernels/index.ts';
import type { Strategy } from '../strategy.ts';
import { exchangeTime } from './dispatch.ts';
import { type ExpertWork, expertCasts } from './expert-casts.ts';
import type { ForwardBackward } from './linear.ts';

/** Times of the expert part of one mixture-of-experts layer, s. */
export interface MoeBlock {
  /** Routed and shared experts. */
  readonly products: ForwardBackward;
  /** Dispatching tokens to their experts and combining the results; the same in the backward pass. */
  readonly exchange: number;
}

/**
 * The experts of a layer, with tokens spread evenly over them. With ep > 1 a rank sends the tokens of its
 * sequence-parallel share to their experts and, where those are split (etp > 1), gathers and scatters them
 * there; with ep 1 the block's tensor parallelism has already gathered them. Left out: token imbalance, which
 * published benchmarks avoid by balancing (`facts/kernels/moe.ts` has its cost).
 */
export function moeBlock(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  shared: ForwardBackward,
  rec?: Recorder,
): MoeBlock {
  const { model: m } = job;
  const copies = (tokens * m.topK) / s.tp;
  if (rec) noteCopies(copies, rec);
  const routed = expertsTime(job, s, copies, rec);
  const exchange = s.ep === 1 ? 0 : exchangeTime(job, s, tokens, copies, rec);
  const products = {
    forward: routed.forward + shared.forward,
    backward: routed.backward + shared.backward,
  };
  if (rec) noteProducts(job, products, rec);
  return { products, exchange };
}

function expertsTime(
  job: TrainingJob,
  s: Strategy,
  copies: number,
  rec?: Recorder,
): ForwardBackward {
  const { model: m, kernels } = job;
  if (!kernels.moe) throw new Error('a mixture of experts needs measured expert kernels');
  const groups = m.experts / s.ep;
  const inner = m.expertFfn / s.etp;
  const worked = copies * s.etp;
  const up = m.mlpMatrices - 1;
  if (rec) noteExperts({ groups, inner, worked, up }, rec);
  const part = (name: string) =>
    rec?.within(name, {
      rows: rec.id('worked'),
      groups: rec.id('groups'),
      hidden: 'model.hidden',
      inter: rec.id('inner'),
      up: rec.id('upMatrices'),
      fit: 'kernels.moe',
    });
  const shape = { rows: worked, groups, hidden: m.hidden, inter: inner, up };
  const casts = expertCasts(job, { groups, inner, worked, up }, rec);
  return {
    forward: moeExpertsTime(shape, kernels.moe, part('experts.forward')) + casts.forward,
    backward: moeExpertsBackwardTime(shape, kernels.moe, part('experts.backward')) + casts.backward,
  };
}

function noteProducts(job: TrainingJob, products: ForwardBackward, rec: Recorder): void {
  const hasShared = job.model.sharedFfn > 0;
  for (const way of ['forward', 'backward'] as const) {
    const casts = job.precision === 'fp8' || (way === 'forward' && job.precision !== 'bf16');
    rec.derive(way, {
      label: `Experts of a layer, ${way}`,
      unit: 'ms',
      value: products[way],
      formula: [
        `experts.${way}.time`,
        ...(casts ? [CASTS[way]] : []),
        ...(hasShared ? [`shared.${way}`] : []),
      ].join(' + '),
    });
  }
}

const CASTS = { forward: 'experts.castsForward', backward: 'experts.castsBackward' };

function noteCopies(copies: number, rec: Recorder): void {
  rec.derive('copies', {
    label: 'Token copies that a GPU sends to experts',
    unit: '1',
    value: copies,
    formula: 'microBatchTokens * model.topK / strategy.tp',
  });
}

function noteExperts(e: ExpertWork, rec: Recorder): void {
  for (const [name, label, value, formula] of [
    ['groups', 'Experts on one GPU', e.groups, 'model.experts / strategy.ep'],
    ['inner', 'Inner width of an expert on one GPU', e.inner, 'model.expertFfn / strategy.etp'],
    ['worked', 'Token copies that a GPU works on', e.worked, 'copies * strategy.etp'],
    ['upMatrices', 'Matrices that lead up into an expert', e.up, 'model.mlpMatrices - 1'],
  ] as const) {
    rec.derive(name, { label, unit: '1', value, formula });
  }
}
