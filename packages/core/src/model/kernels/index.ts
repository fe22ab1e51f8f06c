import type { Plain } from '../../base/index.ts';
import type { KernelFits as KnownKernelFits } from '../../facts/index.ts';

export {
  attentionBackwardTime,
  attentionExtrapolated,
  attentionTime,
} from './attention.ts';
export { collectiveExtrapolated, nvlinkCollectiveTime } from './collective.ts';
export { gemmExtrapolated, gemmTime, groupedGemmTime } from './gemm.ts';
export { memoryBoundExtrapolated, memoryBoundTime } from './memory-bound.ts';
export { moeExpertsTime, moeExtrapolated } from './moe.ts';
export { moeExpertsBackwardTime } from './moe-backward.ts';
export { networkCollectiveTime, ringHops, treeHops } from './network-collective.ts';
export {
  unfusedAttentionBackwardTime,
  unfusedAttentionTime,
} from './unfused-attention.ts';

/** The kernel constants of one GPU as plain numbers: what the functions of this folder take. */
export type KernelFits = Plain<KnownKernelFits>;
