import type { Strategy } from '../../model/index.ts';

/** How layers are distributed over the chunks of a pipeline. */
export interface StageSplit {
  /** Layers of a full chunk. */
  readonly layersPerChunk: number;
  /** How many layers fewer the chunk with the input embedding has. */
  readonly fewerFirst: number;
  /** How many layers fewer the chunk with the logits has. */
  readonly fewerLast: number;
  /** How many layers fewer the chunks in between have, in total. */
  readonly fewerElsewhere: number;
}

/**
 * Splits the layers as evenly as possible: the last and then the first chunk lack a layer before any other,
 * because they hold the logits and the embedding.
 */
export function splitStages(layers: number, { pp, vp }: Pick<Strategy, 'pp' | 'vp'>): StageSplit {
  const layersPerChunk = Math.ceil(layers / (pp * vp));
  const spare = pp * vp * layersPerChunk - layers;
  const fewerLast = Math.min(1, spare);
  const fewerFirst = Math.min(1, spare - fewerLast);
  return { layersPerChunk, fewerFirst, fewerLast, fewerElsewhere: spare - fewerFirst - fewerLast };
}

/** Layers of every chunk in the order of the model; chunks that lack one are at its ends. */
export function chunkLayers(layers: number, { pp, vp }: Pick<Strategy, 'pp' | 'vp'>): number[] {
  const chunks = pp * vp;
  const least = Math.floor(layers / chunks);
  const full = layers - least * chunks;
  const first = Math.floor((chunks - full) / 2);
  return Array.from({ length: chunks }, (_, index) =>
    index >= first && index < first + full ? least + 1 : least,
  );
}
