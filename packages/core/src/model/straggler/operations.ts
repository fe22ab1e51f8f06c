import { OPERATION_KINDS, type OperationKind, type PipelineShape, slotsOf } from './shape.ts';

/** The position of an operation in a step; `slot` is chunk x micro-batches + micro-batch. */
export interface OperationPlace {
  readonly kind: OperationKind;
  readonly rank: number;
  readonly stage: number;
  readonly slot: number;
}

/**
 * Numbers the operations of a step by kind, then rank, stage and slot. Operations that the ends of a pipeline
 * do not have, such as receiving on the first stage, have numbers too; `has` says whether one exists.
 */
export class Operations {
  readonly count: number;
  readonly #shape: PipelineShape;
  readonly #first: Readonly<Record<string, number>>;

  constructor(shape: PipelineShape) {
    this.#shape = shape;
    const first: Record<string, number> = {};
    let count = 0;
    for (const kind of OPERATION_KINDS) {
      first[kind] = count;
      count += shape.ranks * shape.stages * slotsOf(shape, kind);
    }
    this.#first = first;
    this.count = count;
  }

  at(kind: OperationKind, rank: number, stage: number, slot = 0): number {
    const worker = rank * this.#shape.stages + stage;
    return this.#first[kind]! + worker * slotsOf(this.#shape, kind) + slot;
  }

  /** Whether a step has the operation: the ends of a pipeline send and receive in one direction only. */
  has(kind: OperationKind, stage: number, slot = 0): boolean {
    const { stages, microBatches, modelChunks } = this.#shape;
    const chunk = Math.floor(slot / microBatches);
    const isFirst = stage === 0 && chunk === 0;
    const isLast = stage === stages - 1 && chunk === modelChunks - 1;
    if (kind === 'forwardReceive' || kind === 'backwardSend') return !isFirst;
    if (kind === 'forwardSend' || kind === 'backwardReceive') return !isLast;
    return kind !== 'embedding' || stage === 0 || stage === stages - 1;
  }

  /** Visits all operations of a step, by number. */
  forEach(visit: (operation: number, place: OperationPlace) => void): void {
    const { ranks, stages } = this.#shape;
    for (const kind of OPERATION_KINDS) {
      const slots = slotsOf(this.#shape, kind);
      for (let rank = 0; rank < ranks; rank++) {
        for (let stage = 0; stage < stages; stage++) {
          for (let slot = 0; slot < slots; slot++) {
            if (!this.has(kind, stage, slot)) continue;
            visit(this.at(kind, rank, stage, slot), { kind, rank, stage, slot });
          }
        }
      }
    }
  }

  /** A mask of the operations for which a condition holds. */
  where(holds: (place: OperationPlace) => boolean): Uint8Array {
    const mask = new Uint8Array(this.count);
    this.forEach((operation, place) => {
      mask[operation] = holds(place) ? 1 : 0;
    });
    return mask;
  }
}
