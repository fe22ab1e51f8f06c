import type { AnswerFormat, Sampling, ToolChoice, ToolSpec, Turn } from '../upstream.ts';

/** An item as the API lists it. */
export type WireItem = Readonly<Record<string, unknown>> & { readonly type: string };

/** A request of either face, checked and in one form. */
export interface Ask {
  readonly face: 'responses' | 'chat';
  readonly model: string;
  readonly instructions: string | null;
  /** What came with this request, without what came before. */
  readonly turns: readonly Turn[];
  /** The same as the API lists it, with ids. */
  readonly items: readonly WireItem[];
  /** Id of the answer that this one continues. */
  readonly previous: string | null;
  readonly tools: readonly ToolSpec[];
  readonly toolChoice: ToolChoice;
  readonly parallelCalls: boolean;
  readonly format: AnswerFormat;
  readonly sampling: Sampling;
  readonly effort: string | undefined;
  readonly mostTokens: number | undefined;
  readonly mostCalls: number | undefined;
  /** Whether the answer can be fetched later. */
  readonly store: boolean;
  readonly background: boolean;
  readonly stream: boolean;
  /** Chat only: whether the stream ends with the usage. */
  readonly wantsUsage: boolean;
  /** What the answer repeats of the request, by the names of the API. */
  readonly echo: Readonly<Record<string, unknown>>;
}
