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

/** Layers and parameters that one GPU of a full stage holds. */
export interface Held {
  readonly layers: number;
  readonly moeLayers: number;
  readonly dense: number;
  readonly expert: number;
  readonly sharded: number;
  readonly held: number;
}

/** What the activations of a stage add up from, B. */
export interface Activations {
  readonly layer: number;
  /** What selective recompute makes again: norm outputs and activation-function outputs. */
  readonly renewed: number;
  readonly input: number;
  readonly inFlight: number;
  readonly logits: number;
  readonly activations: number;
}
