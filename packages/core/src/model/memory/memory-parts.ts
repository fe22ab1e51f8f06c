/** Bytes on the fullest GPU of a training job. */
export interface TrainingMemory {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly activations: number;
  readonly reserve: number;
  readonly total: number;
  readonly capacity: number;
}

export type MutableMemory = { -readonly [Name in keyof TrainingMemory]: TrainingMemory[Name] };

/** An object to write into. */
export function emptyMemory(): MutableMemory {
  return {
    weights: Number.NaN,
    gradients: Number.NaN,
    optimizer: Number.NaN,
    activations: Number.NaN,
    reserve: Number.NaN,
    total: Number.NaN,
    capacity: Number.NaN,
  };
}
