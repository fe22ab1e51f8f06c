import type { Architecture } from '../architecture.ts';
import type { Strategy } from '../strategy.ts';

/** Layers and matrices of one pipeline stage: what of a model its GPUs share. */
export interface StageContents {
  readonly layers: number;
  /** Of the layers, those with experts. */
  readonly moeLayers: number;
  /** Embedding and output matrices. */
  readonly matrices: number;
}

/** One pipeline stage of a strategy. */
export interface Stage extends StageContents {
  /** From 0, the first, as pipeline ranks are counted. */
  readonly index: number;
  readonly denseLayers: number;
  /** 1 where the logits are made and the loss is taken, else 0. */
  readonly heads: number;
  /** Micro-batches that it has begun and not ended, if the step has enough of them. */
  readonly inFlight: number;
}

type Split = Pick<Strategy, 'pp' | 'vp'>;

/** Layers of a full pipeline stage. */
export function stageLayers(layers: number, { pp, vp }: Split): number {
  return vp * Math.ceil(layers / (pp * vp));
}

/**
 * Every stage of a pipeline. The first has the embedding and the most micro-batches in flight, the last
 * the output matrix and the logits of one micro-batch. Where layers do not fill the stages, the last has
 * one fewer and, if two are missing, the first too; dense layers come first.
 */
export function stagesOf(model: Architecture, split: Split): Stage[] {
  return Array.from({ length: split.pp }, (_, index) => stageAt(model, split, index));
}

/**
 * The stages that may be the fullest, in order: none is left out but those that an earlier one holds
 * everything of, with as many micro-batches in flight.
 */
export function fullestStages(model: Architecture, split: Split): Stage[] {
  const kept: Stage[] = [];
  for (let index = 0; index < split.pp; index++) {
    const stage = stageAt(model, split, index);
    if (!kept.some((earlier) => holdsAllOf(earlier, stage))) kept.push(stage);
  }
  return kept;
}

function holdsAllOf(one: Stage, other: Stage): boolean {
  return (
    one.denseLayers >= other.denseLayers &&
    one.moeLayers >= other.moeLayers &&
    one.matrices >= other.matrices &&
    one.heads >= other.heads &&
    one.inFlight >= other.inFlight
  );
}

function stageAt(model: Architecture, { pp, vp }: Split, index: number): Stage {
  const full = stageLayers(model.layers, { pp, vp });
  const spare = full * pp - model.layers;
  const atStart = index === 0 && pp > 1 && spare > 1 ? 1 : 0;
  const isLast = index === pp - 1;
  const layers = pp === 1 ? model.layers : full - (isLast && spare > 0 ? 1 : 0) - atStart;
  const ofSize = { chunk: full / vp, lead: pp > 1 && spare > 1 ? 1 : 0 };
  const denseLayers = Math.min(layers, denseIn(model.denseLayers, { pp, vp }, index, ofSize));
  return {
    index,
    layers,
    denseLayers,
    moeLayers: layers - denseLayers,
    matrices: pp === 1 ? model.embeddingMatrices : Number(index === 0) + Number(isLast),
    heads: Number(isLast),
    inFlight: mostInFlight({ pp, vp }, index),
  };
}

/**
 * How many of the leading `dense` layers are on a stage: chunk by chunk, each of `chunk` layers except the
 * first, which lacks `lead`.
 */
function denseIn(
  dense: number,
  { pp, vp }: Split,
  index: number,
  { chunk, lead }: { readonly chunk: number; readonly lead: number },
): number {
  let count = 0;
  for (let round = 0; round < vp; round++) {
    const place = round * pp + index;
    const begin = place === 0 ? 0 : place * chunk - lead;
    const size = place === 0 ? chunk - lead : chunk;
    if (begin >= dense) break;
    count += Math.min(size, dense - begin);
  }
  return count;
}

/**
 * Micro-batches in flight on a stage, in micro-batches of all its layers: under 1F1B one for each stage
 * from it to the end, and with interleaving the warm-up of Megatron-Core in chunks, and one more.
 */
function mostInFlight({ pp, vp }: Split, index: number): number {
  if (vp === 1) return pp - index;
  return ((vp - 1) * pp + 2 * (pp - index) - 1) / vp;
}

/** A stage in words, which a pipeline of one does not need. */
export function stageWords(index: number, pp: number): string {
  if (pp === 1) return 'the only stage';
  if (index === 0) return `the first of ${pp} stages`;
  return index === pp - 1 ? `the last of ${pp} stages` : `stage ${index} of 0 to ${pp - 1}`;
}
