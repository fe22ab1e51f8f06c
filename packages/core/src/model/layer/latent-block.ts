import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import {
  type Formula,
  type ForwardBackward,
  type LinearFormulas,
  linearTime,
  noteWays,
} from './linear.ts';

/**
 * The projections of multi-head latent attention (arXiv:2405.04434, section 2.1): queries down to
 * their rank and up to the heads, keys and values down to theirs (with the part that carries position)
 * and up, and the output. The downward ones are copied on every tensor-parallel rank.
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
    const part = linearTime(tokens, n, k, kernels, rec?.within(name), formulas);
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
  if (rec) {
    noteWays('Attention projections of a layer', linear, names.join(' + '), rec, (way) =>
      Object.fromEntries(names.map((name) => [name, `${name}.${way}`])),
    );
  }
  return linear;
}

const TOKENS: Formula = { formula: 'tokens', inputs: { tokens: 'microBatchTokens' } };
const HIDDEN: Formula = { formula: 'hidden', inputs: { hidden: 'model.hidden' } };
const QUERY_RANK: Formula = { formula: 'rank', inputs: { rank: 'model.queryRank' } };
const ROPE = { ropeDim: 'model.ropeDim' };
const HEADS = { heads: 'attentionHeads.heads', headDim: 'model.headDim' };

const QUERIES: Formula = {
  formula: 'heads * (headDim + ropeDim)',
  inputs: { ...HEADS, ...ROPE },
};
const QUERY_DOWN = { label: 'Queries down', m: TOKENS, n: QUERY_RANK, k: HIDDEN };
const QUERY_UP = { label: 'Queries up', m: TOKENS, n: QUERIES, k: QUERY_RANK };
const QUERY = { label: 'Queries', m: TOKENS, n: QUERIES, k: HIDDEN };
const KEY_VALUE_DOWN = {
  label: 'Keys and values down',
  m: TOKENS,
  n: { formula: 'rank + ropeDim', inputs: { rank: 'model.keyValueRank', ...ROPE } },
  k: HIDDEN,
};
const KEY_VALUE_UP = {
  label: 'Keys and values up',
  m: TOKENS,
  n: {
    formula: 'heads * (headDim + valueDim)',
    inputs: { ...HEADS, valueDim: 'model.valueDim' },
  },
  k: { formula: 'rank', inputs: { rank: 'model.keyValueRank' } },
};
const OUT = {
  label: 'Output projection',
  m: TOKENS,
  n: HIDDEN,
  k: {
    formula: 'heads * valueDim',
    inputs: { heads: 'attentionHeads.heads', valueDim: 'model.valueDim' },
  },
};
