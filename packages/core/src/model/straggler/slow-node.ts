/** A pipeline in which one stage of one data-parallel rank computes slower. */
export interface SlowNode {
  readonly stages: number;
  /** Per rank and step. */
  readonly microBatches: number;
  /** Per stage; 1 by default. */
  readonly modelChunks?: number;
  /**
   * Computing time of the slow stage over that of a healthy one, at least 1. If healthy stages differ, over
   * that of the slowest of them, which would set the pace otherwise.
   */
  readonly factor: number;
  /** Share of a healthy step that its pipeline takes, bubble included, 0 to 1; the rest stays as it is. */
  readonly computeShare: number;
  /** Share of computing spent in the forward pass; a third by default. */
  readonly forwardShare?: number;
  /** The slow stage, from 0; by default the mean over all, for a node that may be in any of them. */
  readonly stage?: number;
}

/** The backward of a matrix product is two products; with recompute the share is a quarter. */
const FORWARD_SHARE = 1 / 3;

/**
 * Time of a step over its time without the slow node: 1 or more. The caller checks the ranges.
 *
 * Data parallelism is synchronous, so the slowest pipeline decides. Its p stages are alike: each computes a micro-batch in t, of which u t is forward; stage s takes k t. With m micro-batches, w = p - 1 - s
 * stages behind it and n = min(w, m - 1) micro-batches in flight there:
 *
 *     T(k) / t = s + k + (w - n) + (m - 1 - n) k + n (max(1, k u) + max(1, k (1 - u)))
 *
 * - s: the first forward has to pass through the stages before it, and the last backward back through them.
 * - k: one micro-batch by itself.
 * - n max(1, k u), n max(1, k (1 - u)): while stage s waits for its first backward it does n further forwards, and while it waits for its last one n further backwards; each wait is n t unless the work takes longer.
 * - (m - 1 - n) k: otherwise the others wait for it, and it is never idle.
 * - w - n: with fewer micro-batches than stages, the rest of the way there and back.
 *
 * T(1) = (m + p - 1) t, as is well known. T(k) equals the replay of a 1F1B graph without transfers, up to rounding. Chunks divide s and w by their number (Narayanan et al. 2021, section 2.2.2); for interleaved pipelines that is an approximation: compared with the replay, 2 % too low to 6 % too high for the mean over stages.
 */
export function slowdownOfSlowNode(node: SlowNode): number {
  const { stages, factor, computeShare, stage } = node;
  const first = stage ?? 0;
  const last = stage ?? stages - 1;
  let time = 0;
  for (let slow = first; slow <= last; slow++) time += pipelineTime(node, slow, factor);
  return 1 + computeShare * (time / (last - first + 1) / pipelineTime(node, 0, 1) - 1);
}

/** T(k) / t. */
function pipelineTime(node: SlowNode, stage: number, k: number): number {
  const { stages, microBatches, modelChunks = 1, forwardShare = FORWARD_SHARE } = node;
  const before = stage / modelChunks;
  const behind = (stages - 1 - stage) / modelChunks;
  const inFlight = Math.min(behind, microBatches - 1);
  const waits = Math.max(1, k * forwardShare) + Math.max(1, k * (1 - forwardShare));
  const alone = (microBatches - 1 - inFlight) * k;
  return before + k + (behind - inFlight) + alone + inFlight * waits;
}
