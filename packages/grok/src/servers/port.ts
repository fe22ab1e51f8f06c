import type { Problem } from '@gigafactory/core/base';
import type { Grammar } from '../grammar/index.ts';

export interface GenerateRequest {
  /** At least one token, at most as many as the model's sequence is long. */
  readonly prompt: readonly number[];
  /** Most tokens to generate, at least 1; fewer come where the sequence ends. */
  readonly mostTokens: number;
  /** What the text may be. One object for many requests: what is computed of it is kept with it. */
  readonly grammar?: Grammar;
  /** 0 if absent: always the likeliest token. */
  readonly temperature?: number;
  /** 0 if absent. The same seed gives the same text. */
  readonly seed?: number;
  /** Tokens that end the text, beside the model's own end. */
  readonly stop?: readonly number[];
}

/**
 * Why a text ended: at the model's end or a token of `stop`, because nothing may follow under the grammar, or at
 * `mostTokens` or the end of the sequence.
 */
export type EndReason = 'stop' | 'complete' | 'length';

/** What answers tokens with tokens. */
export interface ModelServer {
  readonly kind: 'embedded' | 'llama.cpp';
  /** Name of the model, with its version. */
  readonly model: string;
  /**
   * Tokens as they are chosen, without the one that ended the text; then why it ended. Stops computing as soon as the
   * signal aborts or the consumer leaves. Throws `ModelFailure` for a request that is refused, and for what goes wrong.
   */
  generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<number, EndReason, void>;
  /**
   * Logarithm of the probability of each token, given those before it, nats; not of the first `given`, which is 1 if absent, but
   * at least that. What another text has of these is not computed again. At most one token more than the sequence is long. Throws
   * `ModelFailure`.
   */
  score(tokens: readonly number[], given?: number): Promise<Float32Array>;
  /** Ends what is under way, which fails with `server.closed`. */
  close(): Promise<void>;
}

/** Why a server did not answer, as data. */
export class ModelFailure extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

export const CLOSED: Problem = {
  code: 'server.closed',
  message: 'The server of the model closed.',
};

export const CANCELLED: Problem = {
  code: 'generation.cancelled',
  message: 'The generation was stopped.',
};
