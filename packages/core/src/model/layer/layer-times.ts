import type { ForwardBackward } from './linear.ts';

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
  /** Waiting for the host: launches that the GPU has overtaken. */
  readonly host: ForwardBackward;
  /** Sums of the parts above. */
  readonly total: ForwardBackward;
  /** What the backward pass does again, by kind of recompute. */
  readonly again: { readonly selective: number; readonly full: number };
}
