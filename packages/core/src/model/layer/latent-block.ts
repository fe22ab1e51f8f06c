import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { type ForwardBackward, type LinearFormulas, linearTime, noteWays } from './linear.ts';

/**
 * The projections of multi-head latent attention (arXiv:2405.04434, section 2.1): queries down to their rank
 * and up to the heads, keys and values down to theirs (with the part that carries position) and up, and the
 * output. Every tensor-parallel rank has a copy of the downward ones.
 */
export function latentProjections(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  rec?: Recorder,
): ForwardBackward {
  const { model: m, kernels } = job;
  const heads = m.heads / s.tp;
  const query = heads * (m.headDim + m.ropeDim);
  const names: string[] = [];
  let forward = 0;
  let backward = 0;
  const add = (name: string, n: number, k: number, formulas: LinearFormulas): void => {
    const part = linearTime({ m: tokens, n, k }, kernels, rec?.within(name), formulas);
    forward += part.forward;
    backward += part.backward;
    names.push(name);
  };
  if (m.queryRank > 0) add('queryDown', m.queryRank, m.hidden, QUERY_DOWN);
  add('queryUp', query, m.queryRank || m.hidden, m.queryRank > 0 ? QUERY_UP : QUERY);
  add('keyValueDown', m.keyValueRank + m.ropeDim, m.hidden, KEY_VALUE_DOWN);
  add('keyValueUp', heads * (m.headDim + m.valueDim), m.keyValueRank, KEY_VALUE_UP);
  add('out', m.hidden, heads * m.valueDim, OUT);
  const linear = { forward, backward };
  if (rec) noteWays('Attention projections of a layer', linear, names, rec);
  return linear;
}

const TOKENS = 'microBatchTokens';
const HIDDEN = 'model.hidden';
const HEADS = 'attentionHeads.heads';
const QUERIES = `${HEADS} * (model.headDim + model.ropeDim)`;

const QUERY_DOWN = { label: 'Queries down', m: TOKENS, n: 'model.queryRank', k: HIDDEN };
const QUERY_UP = { label: 'Queries up', m: TOKENS, n: QUERIES, k: 'model.queryRank' };
const QUERY = { label: 'Queries', m: TOKENS, n: QUERIES, k: HIDDEN };
const KEY_VALUE_DOWN = {
  label: 'Keys and values down',
  m: TOKENS,
  n: 'model.keyValueRank + model.ropeDim',
  k: HIDDEN,
};
const KEY_VALUE_UP = {
  label: 'Keys and values up',
  m: TOKENS,
  n: `${HEADS} * (model.headDim + model.valueDim)`,
  k: 'model.keyValueRank',
};
const OUT = { label: 'Output projection', m: TOKENS, n: HIDDEN, k: `${HEADS} * model.valueDim` };
