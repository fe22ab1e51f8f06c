export {
  attentionBackwardTime,
  attentionExtrapolated,
  attentionTime,
} from './attention.ts';
export { collectiveExtrapolated, nvlinkCollectiveTime } from './collective.ts';
export { type GemmShape, gemmExtrapolated, gemmTime } from './gemm.ts';
export { memoryBoundTime } from './memory-bound.ts';
export { moeExpertsTime, moeExtrapolated } from './moe.ts';
export { moeExpertsBackwardTime } from './moe-backward.ts';
export { networkCollectiveTime, ringHops } from './network-collective.ts';
export {
  unfusedAttentionBackwardTime,
  unfusedAttentionTime,
} from './unfused-attention.ts';
