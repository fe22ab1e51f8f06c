import type { TrainingJob } from './job.ts';
import {
  attentionExtrapolated,
  collectiveExtrapolated,
  gemmExtrapolated,
  moeExtrapolated,
} from './kernels/index.ts';
import type { Strategy } from './strategy.ts';

/** Reasons to doubt a strategy's time, in words: shapes that were not measured, known errors. */
export function doubts(job: TrainingJob, s: Strategy): string[] {
  const { model: m, kernels } = job;
  const tokens = (s.microBatch * job.sequenceLength) / s.cp;
  const found: string[] = [];
  const gemms: readonly (readonly [string, number, number, number])[] = [
    ['attention projections', tokens, (m.headDim * (m.heads + 2 * m.kvHeads)) / s.tp, m.hidden],
    ['MLP', tokens, ((m.mlpMatrices - 1) * (m.ffn || m.expertFfn)) / s.tp, m.hidden],
    ['logits', tokens, m.vocab / s.tp, m.hidden],
  ];
  for (const [name, rows, columns, depth] of gemms) {
    if (gemmExtrapolated(rows, columns, depth, kernels.gemm)) {
      found.push(`The matrix products of the ${name} are of a size that was not measured.`);
    }
  }
  if (
    attentionExtrapolated(
      s.microBatch,
      job.sequenceLength,
      m.heads / s.tp,
      m.headDim,
      kernels.attention,
    )
  ) {
    found.push('Attention has a shape that was not measured.');
  }
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
  if (s.sharding === 'zero3' && s.dp > 1) {
    found.push('Published runs with ZeRO-3 or FSDP took about a fifth longer than we predict.');
  }
  if (job.gpus > job.hardware.nvlinkDomain) {
    found.push('Collectives between nodes are modelled from line rate; none was measured here.');
  }
  return found;
}
