/** Bytes on a GPU of one pipeline stage of a training job; the parts add up to the total. */
export interface TrainingMemory {
  /** Counted from 0, like pipeline ranks. */
  readonly stage: number;
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  /** What the layers keep for the backward pass. */
  readonly activations: number;
  /** Logits of a micro-batch and their softmax; on the last stage only. */
  readonly logits: number;
  readonly reserve: number;
  readonly total: number;
  readonly capacity: number;
}

export type MutableMemory = { -readonly [Name in keyof TrainingMemory]: TrainingMemory[Name] };

/** What the bytes of a GPU are, in the order in which they are shown. */
export const MEMORY_PARTS = [
  'weights',
  'gradients',
  'optimizer',
  'activations',
  'logits',
  'reserve',
] as const satisfies readonly (keyof TrainingMemory)[];

/** The same, to write to. */
export function emptyMemory(): MutableMemory {
  return {
    stage: 0,
    weights: Number.NaN,
    gradients: Number.NaN,
    optimizer: Number.NaN,
    activations: Number.NaN,
    logits: Number.NaN,
    reserve: Number.NaN,
    total: Number.NaN,
    capacity: Number.NaN,
  };
}
