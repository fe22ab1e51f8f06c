import type { ForwardBackward } from './linear.ts';

/**
 * Times of one average layer on one micro-batch, s; a model with dense and mixture layers is averaged over
 * all layers.
 */
export interface LayerTimes {
  readonly gemm: ForwardBackward;
  readonly attention: ForwardBackward;
  readonly memoryBound: ForwardBackward;
  readonly tensorParallel: ForwardBackward;
  readonly contextParallel: ForwardBackward;
  readonly expertParallel: ForwardBackward;
  /** Waiting for the host, when the GPU has caught up with the launches. */
  readonly host: ForwardBackward;
  /** Sums of the parts above. */
  readonly total: ForwardBackward;
  /** What the backward pass recomputes, by kind of recompute. */
  readonly again: { readonly selective: number; readonly full: number };
}
