import type { ForwardBackward } from '../layer/linear.ts';

/**
 * Times of one average layer on one micro-batch, s: a model with dense and mixture layers is
 * averaged by their number.
 */
export interface LayerTimes {
  readonly gemm: ForwardBackward;
  readonly attention: ForwardBackward;
  readonly memoryBound: ForwardBackward;
  readonly tensorParallel: ForwardBackward;
  readonly contextParallel: ForwardBackward;
  readonly expertParallel: ForwardBackward;
}

/** What the pipeline makes of the layers in one step, s. */
export interface PipelineTimes {
  readonly gemm: number;
  readonly attention: number;
  readonly memoryBound: number;
  readonly recompute: number;
  readonly tensorParallel: number;
  readonly contextParallel: number;
  readonly expertParallel: number;
  readonly pipelineSend: number;
  readonly bubble: number;
}

/** The stage that sets the pace: its layers, and 1 if it is the one with the logits. */
export interface PaceStage {
  readonly layers: number;
  readonly logits: number;
  /** Forward and backward of one layer with what is recomputed, and of the logits. */
  readonly layerTime: number;
  readonly logitsTime: number;
}
