import type { WireItem } from '../request/ask.ts';

/** Shapes of the Responses API, as far as this gateway gives them. */

export type AnswerStatus =
  | 'queued'
  | 'in_progress'
  | 'completed'
  | 'incomplete'
  | 'failed'
  | 'cancelled';

export interface WireUsage {
  readonly input_tokens: number;
  readonly input_tokens_details: {
    readonly cached_tokens: number;
    readonly cache_write_tokens: number;
  };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: number };
  readonly total_tokens: number;
}

export interface WireError {
  readonly code: 'server_error' | 'rate_limit_exceeded' | 'invalid_prompt';
  readonly message: string;
}

export interface WireResponse extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly object: 'response';
  readonly created_at: number;
  readonly completed_at: number | null;
  readonly status: AnswerStatus;
  readonly model: string;
  readonly output: readonly WireItem[];
  readonly output_text: string;
  readonly error: WireError | null;
  readonly incomplete_details: { readonly reason: string } | null;
  readonly usage: WireUsage | null;
}

export interface StreamEvent extends Readonly<Record<string, unknown>> {
  readonly type: string;
  /** From 0, without a gap. */
  readonly sequence_number: number;
}

export type Emit = (type: string, fields: Readonly<Record<string, unknown>>) => void;
