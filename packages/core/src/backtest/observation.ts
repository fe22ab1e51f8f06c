/**
 * One measured training run beside what the model says of it: all that the statistics of the backtest
 * know. They ask nothing of the model that made it.
 */
export interface Observation {
  readonly id: string;
  /** Who published it. Rows of one source share their way of measuring, and so their errors. */
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
  /** How the step was split, in short: equal words, equal strategies. */
  readonly strategy: string;
  /** Tokens per optimizer step. */
  readonly tokens: number;
  /** FLOP of the model per token, recompute not counted. */
  readonly flopPerToken: number;
  /** Dense peak of one GPU in the precision, FLOP/s. */
  readonly peak: number;
  /** Time of an optimizer step, s. */
  readonly measured: number;
  /** By physics alone, s: before the factor of the stack. */
  readonly modelled: number;
  /** With the factor that ships, s. */
  readonly predicted: number;
  /** Why the prediction leaves what was measured of kernels, in words. */
  readonly extrapolated: readonly string[];
  /** What the row does not say and was filled in. */
  readonly assumptions?: readonly string[];
}

/** Predicted step times, s, in the order of the observations; undefined where there is none. */
export type Predictions = readonly (number | undefined)[];
