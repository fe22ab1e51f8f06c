import type { Operations } from './operations.ts';
import type { PipelineShape } from './shape.ts';

/** Operations that proceed together, each in exactly one meeting. */
export function meetings(shape: PipelineShape, operations: Operations): number[][] {
  const met = [
    ...transfers(shape, operations),
    ...overRanks(shape, operations, 'weights'),
    ...overRanks(shape, operations, 'gradients'),
    ...embeddings(shape, operations),
    range(shape.ranks).flatMap((rank) =>
      range(shape.stages).map((stage) => operations.at('clip', rank, stage)),
    ),
  ];
  const known = new Set(met.flat());
  operations.forEach((operation) => {
    if (!known.has(operation)) met.push([operation]);
  });
  return met;
}

/** Each send with its receive: forward to the next chunk of the model, backward to the previous one. */
function transfers(shape: PipelineShape, operations: Operations): number[][] {
  const { ranks, stages, microBatches, modelChunks } = shape;
  const slotOf = (part: number, microBatch: number) =>
    Math.floor(part / stages) * microBatches + microBatch;
  const pairs: number[][] = [];
  for (let rank = 0; rank < ranks; rank++) {
    for (let part = 0; part + 1 < stages * modelChunks; part++) {
      const [stage, next] = [part % stages, (part + 1) % stages];
      for (let m = 0; m < microBatches; m++) {
        const [here, there] = [slotOf(part, m), slotOf(part + 1, m)];
        pairs.push(
          [
            operations.at('forwardSend', rank, stage, here),
            operations.at('forwardReceive', rank, next, there),
          ],
          [
            operations.at('backwardSend', rank, next, there),
            operations.at('backwardReceive', rank, stage, here),
          ],
        );
      }
    }
  }
  return pairs;
}

function overRanks(
  { ranks, stages }: PipelineShape,
  operations: Operations,
  kind: 'weights' | 'gradients',
): number[][] {
  return range(stages).map((stage) => range(ranks).map((rank) => operations.at(kind, rank, stage)));
}

function embeddings({ ranks, stages }: PipelineShape, operations: Operations): number[][] {
  const ends = [...new Set([0, stages - 1])];
  return range(ranks).map((rank) => ends.map((stage) => operations.at('embedding', rank, stage)));
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
