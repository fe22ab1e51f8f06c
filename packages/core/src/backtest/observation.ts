/**
 * One measured training run and the model's prediction for it: all that the statistics of the backtest use.
 * They do not depend on the model.
 */
export interface Observation {
  readonly id: string;
  /** Who published it. Rows of one source share a way of measuring, and so their errors. */
  readonly source: string;
  /** Training software, as `stackOfRow` names it. */
  readonly stack: string;
  readonly gpu: string;
  readonly gpus: number;
  readonly precision: string;
  /** Whether the model is a mixture of experts. */
  readonly moe: boolean;
  /** Tokens per sequence. */
  readonly sequenceLength: number;
  readonly modelKey: string;
  /** How the step was split, in short; equal texts mean equal strategies. */
  readonly strategy: string;
  /** Tokens per optimizer step. */
  readonly tokens: number;
  /** FLOP of the model per token, without recompute. */
  readonly flopPerToken: number;
  /** Dense peak of one GPU in the precision, FLOP/s. */
  readonly peak: number;
  /** Time of an optimizer step, s. */
  readonly measured: number;
  /** From the model alone, before the factor of the stack, s. */
  readonly modelled: number;
  /** With the shipped factor, s. */
  readonly predicted: number;
  /** Why the prediction lies outside what was measured of kernels, in words. */
  readonly extrapolated: readonly string[];
  /** What the row does not state and was filled in. */
  readonly assumptions?: readonly string[];
}

/** Predicted step times, s, in the order of the observations; undefined if there is none. */
export type Predictions = readonly (number | undefined)[];
