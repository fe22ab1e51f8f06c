import type { TrainingJob } from './job.ts';
import {
  attentionExtrapolated,
  collectiveExtrapolated,
  gemmExtrapolated,
  moeExtrapolated,
} from './kernels/index.ts';
import type { Strategy } from './strategy.ts';

type Product = readonly [name: string, columns: number, depth: number];

/** Reasons to doubt a strategy's time, in words: the parts of it that lie beyond what was measured. */
export function doubts(job: TrainingJob, s: Strategy): string[] {
  const { model: m, kernels } = job;
  const tokens = (s.microBatch * job.sequenceLength) / s.cp;
  const found = [...productDoubts(job, s, tokens), ...attentionDoubts(job, s)];
  if (kernels.moe && m.experts > 0) {
    const rows = (tokens * m.topK * s.ep * s.etp) / (s.tp * m.experts);
    if (moeExtrapolated(rows, kernels.moe)) {
      found.push('Experts get a number of tokens that was not measured.');
    }
  }
  const bytes = job.constants.activationBytes * tokens * m.hidden;
  if (s.tp > 1 && collectiveExtrapolated(bytes, s.tp, kernels.collectives.allGather)) {
    found.push('Tensor-parallel messages are of a size that was not measured.');
  }
  if (job.gpus > job.hardware.nvlinkDomain) {
    found.push('Collectives between nodes are modelled from line rate; none was measured here.');
  }
  return found;
}

function productDoubts(job: TrainingJob, s: Strategy, tokens: number): string[] {
  const { model: m, kernels } = job;
  const inner = ((m.mlpMatrices - 1) * (m.ffn || m.sharedFfn || m.expertFfn)) / s.tp;
  const products: Product[] = [
    ...attentionProducts(job, s),
    ['MLP', inner, m.hidden],
    ['logits', m.vocab / s.tp, m.hidden],
  ];
  const far = products.filter(([, columns, depth]) =>
    gemmExtrapolated({ m: tokens, n: columns, k: depth }, kernels.gemm),
  );
  return [...new Set(far.map(([name]) => name))].map(
    (name) => `The matrix products of the ${name} are of a size that was not measured.`,
  );
}

function attentionProducts({ model: m }: TrainingJob, s: Strategy): Product[] {
  const name = 'attention projections';
  if (m.keyValueRank === 0) {
    return [[name, (m.headDim * (m.heads + 2 * m.kvHeads)) / s.tp, m.hidden]];
  }
  const heads = m.heads / s.tp;
  return [
    [name, heads * (m.headDim + m.ropeDim), m.queryRank || m.hidden],
    [name, heads * (m.headDim + m.valueDim), m.keyValueRank],
    [name, m.hidden, heads * m.valueDim],
  ];
}

function attentionDoubts({ model: m, kernels, sequenceLength }: TrainingJob, s: Strategy) {
  const shape = {
    batch: s.microBatch,
    seq: sequenceLength,
    heads: m.heads / s.tp,
    headDim: m.headDim + m.ropeDim,
  };
  return attentionExtrapolated(shape, kernels.attention)
    ? ['Attention has a shape that was not measured.']
    : [];
}
