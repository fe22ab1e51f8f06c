import type { AnswerFormat, Sampling, ToolChoice, ToolSpec, Turn } from '../upstream.ts';

/** An item as the API lists it. */
export type WireItem = Readonly<Record<string, unknown>> & { readonly type: string };

/** What an answer repeats of its request, by the names of the API; what is undefined is left out. */
export interface Echo {
  readonly instructions: string | null;
  readonly max_output_tokens: number | null;
  readonly max_tool_calls: number | null;
  readonly parallel_tool_calls: boolean;
  readonly previous_response_id: string | null;
  readonly reasoning: { readonly effort: string | null; readonly summary: null };
  readonly service_tier: 'default';
  readonly temperature: number | null;
  readonly text: { readonly format: object };
  readonly tool_choice: string | object;
  readonly tools: readonly object[];
  readonly top_p: number | null;
  readonly truncation: 'disabled';
  readonly metadata: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly safety_identifier: string | undefined;
}

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
  readonly echo: Echo;
  /** Characters of the request as it was sent. */
  readonly size: number;
}
