import type { TrainingJob } from '../job.ts';
import { microBatchesOf, type Strategy } from '../strategy.ts';
import type { LayoutReason } from './refuse.ts';
import { ENDS } from './rules.ts';

/** A rule that a strategy breaks, with its figures: the clause after "cannot be laid out:". */
export function refusalInWords(job: TrainingJob, s: Strategy, reason: LayoutReason): string {
  return WORDS[reason](job, s);
}

const WORDS: Readonly<Record<LayoutReason, (job: TrainingJob, s: Strategy) => string>> = {
  gpus: ({ gpus }, { tp, pp, cp }) =>
    `TP x PP x CP = ${tp} x ${pp} x ${cp} = ${tp * pp * cp} does not divide the ${gpus} GPUs of the run`,
  software: (_, { cp }) =>
    `its software has no context parallelism (contextExchange: none), so CP must be 1, not ${cp}`,
  domain: ({ hardware }, { tp }) =>
    `TP ${tp} is more than the ${hardware.nvlinkDomain} GPUs that NVLink joins`,
  heads: ({ model }, { tp }) =>
    `TP ${tp} does not divide the ${model.heads} attention heads of the model`,
  ffn: ({ model }, { tp }) => `TP ${tp} does not divide the width of the MLP, ${model.ffn}`,
  sharedFfn: ({ model }, { tp }) =>
    `TP ${tp} does not divide the width of the shared experts, ${model.sharedFfn}`,
  exchange: ({ model }, { tp, cp }) =>
    `its software exchanges heads between the ranks of CP (contextExchange: allToAll), and TP x CP = ${tp} x ${cp} = ${tp * cp} does not divide the ${model.heads} attention heads`,
  kvHeads: ({ model }, { tp }) =>
    `TP ${tp} neither divides the ${model.kvHeads} key/value heads of the model nor is a multiple of them`,
  denseModel: (_, { ep, etp }) =>
    `the model has no experts, so EP must be 1 and ETP 1 or that of TP, not EP ${ep} and ETP ${etp}`,
  expertTensor: (_, { tp, etp }) =>
    `with EP 1 the experts are split like the rest of the layer, so ETP must be TP, ${tp}, not ${etp}`,
  experts: ({ model }, { ep }) =>
    `EP ${ep} does not divide the ${model.experts} experts of the model`,
  expertFfn: ({ model }, { etp }) =>
    `ETP ${etp} does not divide the width of an expert, ${model.expertFfn}`,
  sequence: ({ sequenceLength }, { cp }) =>
    `each rank of CP takes two pieces of a sequence, and 2 x CP = ${2 * cp} does not divide its ${sequenceLength} tokens`,
  expertRanks: (_, { tp, cp, dp, ep, etp }) =>
    `EP x ETP = ${ep} x ${etp} = ${ep * etp} does not divide the ranks of a pipeline stage, TP x CP x DP = ${tp} x ${cp} x ${dp} = ${tp * cp * dp}`,
  batch: ({ globalBatch }, { dp, microBatch }) =>
    `a batch of ${globalBatch} sequences does not divide over DP x micro-batch = ${dp} x ${microBatch} = ${dp * microBatch}`,
  interleaving: (_, { vp }) =>
    `VP ${vp} cuts the stages of a pipeline into chunks, but PP 1 is no pipeline`,
  layers: ({ model }, { pp, vp }) =>
    `PP x VP = ${pp} x ${vp} = ${pp * vp} chunks are more than the ${model.layers} layers of the model and its ${ENDS} ends`,
  rounds: ({ globalBatch }, s) =>
    `interleaving (VP ${s.vp}) needs a multiple of PP = ${s.pp} micro-batches per step, not batch / (DP x micro-batch) = ${globalBatch} / (${s.dp} x ${s.microBatch}) = ${microBatchesOf(globalBatch, s)}`,
  sharding: (_, { pp, sharding }) =>
    `sharded gradients or weights (${sharding}) allow no pipeline, and PP is ${pp}`,
};
