import { failed, ok, type Result } from '../../base/index.ts';

/** Extent of one training step as a graph of operations; each at least 1. */
export interface PipelineShape {
  readonly stages: number;
  /** Data-parallel ranks: pipelines side by side. */
  readonly ranks: number;
  /** Per rank and step. */
  readonly microBatches: number;
  /** Per stage; more than one makes an interleaved pipeline. */
  readonly modelChunks: number;
}

/**
 * What a worker (one stage of one rank) does in a step: the operation types in the traces of Lin et al. 2025
 * (arXiv:2505.05713). `weights` gathers the parameters, `norms` sums gradients of norms over tensor-parallel
 * ranks, `embedding` those of the embedding between first and last stage, `gradients` over ranks, `clip` the
 * norm of all gradients over all workers.
 */
export const OPERATION_KINDS = [
  'forward',
  'backward',
  'forwardSend',
  'forwardReceive',
  'backwardSend',
  'backwardReceive',
  'weights',
  'norms',
  'embedding',
  'gradients',
  'clip',
  'optimizer',
] as const;

export type OperationKind = (typeof OPERATION_KINDS)[number];

/** How many kinds, the first ones, happen once for each micro-batch and chunk. */
const PER_MICRO_BATCH = 6;

/** How many operations of a kind a worker does in a step. */
export function slotsOf(shape: PipelineShape, kind: OperationKind): number {
  const often = OPERATION_KINDS.indexOf(kind) < PER_MICRO_BATCH;
  return often ? shape.microBatches * shape.modelChunks : 1;
}

/** Codes: `straggler.shape` (not whole, or below 1), `straggler.interleaving` (see its message). */
export function checkShape(shape: PipelineShape): Result<PipelineShape> {
  for (const [path, value] of Object.entries(shape)) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    const message = `${value} is not a whole number of at least 1.`;
    return failed({ code: 'straggler.shape', message, path });
  }
  const { stages, microBatches, modelChunks } = shape;
  if (modelChunks > 1 && (stages === 1 || microBatches % stages !== 0)) {
    const message = `Several chunks need several stages, and a number of micro-batches that is a multiple of the stages; got ${microBatches} micro-batches and ${stages} stages.`;
    return failed({ code: 'straggler.interleaving', message, path: 'microBatches' });
  }
  return ok(shape);
}
