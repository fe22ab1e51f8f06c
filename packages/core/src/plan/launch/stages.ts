import type { Strategy } from '../../model/index.ts';

/** How the layers lie in the chunks of a pipeline. */
export interface StageSplit {
  /** Layers of a full chunk. */
  readonly layersPerChunk: number;
  /** Layers fewer in the chunk with the input embedding. */
  readonly fewerFirst: number;
  /** Layers fewer in the chunk with the logits. */
  readonly fewerLast: number;
  /** Layers that the chunks have room for beyond that; 0 in every strategy of the search. */
  readonly unfilled: number;
}

/**
 * Splits the layers as the strategy search counts them: all chunks are full, but the last and then
 * the first may lack a layer, in whose place they hold the logits and the embedding.
 */
export function splitStages(layers: number, { pp, vp }: Pick<Strategy, 'pp' | 'vp'>): StageSplit {
  const layersPerChunk = Math.ceil(layers / (pp * vp));
  const spare = pp * vp * layersPerChunk - layers;
  const fewerLast = Math.min(1, spare);
  const fewerFirst = Math.min(1, spare - fewerLast);
  return { layersPerChunk, fewerFirst, fewerLast, unfilled: spare - fewerFirst - fewerLast };
}
