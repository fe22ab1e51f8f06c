import type { PipelineShape } from './shape.ts';

/** One turn of computing on a stage. */
export interface Turn {
  readonly backward: boolean;
  readonly chunk: number;
  readonly microBatch: number;
}

/**
 * The order in which a stage computes: 1F1B, or interleaved 1F1B if it holds several model chunks (Narayanan
 * et al. 2021, sections 2.2.1 and 2.2.2, as in Megatron-LM). Warm-up forwards, then one forward and one
 * backward in turn, then the remaining backwards.
 */
export function schedule(shape: PipelineShape, stage: number): Turn[] {
  const total = shape.microBatches * shape.modelChunks;
  const warmUp = Math.min(warmUpForwards(shape, stage), total);
  const turns: Turn[] = [];
  for (let i = 0; i < warmUp; i++) turns.push(turnOf(shape, i, false));
  for (let i = warmUp; i < total; i++) {
    turns.push(turnOf(shape, i, false), turnOf(shape, i - warmUp, true));
  }
  for (let i = total - warmUp; i < total; i++) turns.push(turnOf(shape, i, true));
  return turns;
}

function warmUpForwards({ stages, modelChunks }: PipelineShape, stage: number): number {
  const later = stages - 1 - stage;
  return modelChunks === 1 ? later : 2 * later + (modelChunks - 1) * stages;
}

/** The chunk changes after as many micro-batches as there are stages; backward starts at the last chunk. */
function turnOf(shape: PipelineShape, index: number, backward: boolean): Turn {
  const { stages, modelChunks } = shape;
  if (modelChunks === 1) return { backward, chunk: 0, microBatch: index };
  const within = index % (stages * modelChunks);
  const chunk = Math.floor(within / stages);
  const microBatch = ((index - within) / (stages * modelChunks)) * stages + (within % stages);
  return { backward, chunk: backward ? modelChunks - 1 - chunk : chunk, microBatch };
}
