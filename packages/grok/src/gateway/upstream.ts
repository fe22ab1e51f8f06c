import type { Problem } from '@gigafactory/core/base';

/** A picture in the message of a person. */
export interface Picture {
  readonly mime: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif';
  /** Base64. */
  readonly data: string;
  /** How closely it is to be looked at, in the words of the API. */
  readonly detail?: 'auto' | 'low' | 'high';
  /** Behind how many characters of the text it stands. */
  readonly at: number;
}

/** One step of a conversation as an upstream reads it, the oldest first. */
export type Turn =
  | {
      readonly kind: 'message';
      readonly role: 'system' | 'user' | 'assistant';
      readonly text: string;
      readonly pictures?: readonly Picture[];
    }
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly name: string;
      /** JSON, as the model wrote it. */
      readonly arguments: string;
    }
  | { readonly kind: 'result'; readonly id: string; readonly output: string };

/** A function that the caller offers to the model. */
export interface ToolSpec {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of its arguments; null if it takes none. */
  readonly parameters: Readonly<Record<string, unknown>> | null;
  readonly strict: boolean;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** What the text of an answer must be. */
export type AnswerFormat =
  | { readonly kind: 'text' }
  | { readonly kind: 'json' }
  | {
      readonly kind: 'schema';
      readonly name: string;
      readonly description?: string;
      readonly schema: Readonly<Record<string, unknown>>;
      readonly strict: boolean;
    };

/** How tokens are drawn; what is absent is the upstream's choice. */
export interface Sampling {
  readonly temperature?: number;
  readonly topP?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
}

export interface UpstreamRequest {
  /** One of the ids that `models` gave. */
  readonly model: string;
  readonly turns: readonly Turn[];
  readonly tools: readonly ToolSpec[];
  readonly toolChoice: ToolChoice;
  readonly parallelCalls: boolean;
  readonly format: AnswerFormat;
  readonly sampling: Sampling;
  /** How hard to think, in the words of the model's maker. */
  readonly effort?: string;
  readonly mostTokens: number;
}

/**
 * A piece of an answer. `usage` may come more than once: the last one counts. After `done` or `failed` nothing
 * follows; an answer that ends without either was cut off.
 */
export type UpstreamEvent =
  | { readonly kind: 'text'; readonly delta: string }
  | { readonly kind: 'reasoning'; readonly delta: string }
  | { readonly kind: 'refusal'; readonly delta: string }
  /** So many more bytes of a call that is not whole yet. */
  | { readonly kind: 'writing'; readonly bytes: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: string;
      readonly id: string;
    }
  | {
      readonly kind: 'usage';
      readonly input: number;
      readonly output: number;
      /** US dollars; only told to parts of this program. */
      readonly cost?: number;
      /** Of the input, what the upstream had read before. */
      readonly cached?: number;
      /** Of the output, what was thought and not said. */
      readonly reasoning?: number;
    }
  | { readonly kind: 'done'; readonly reason: 'stop' | 'length' | 'tool' | 'filter' }
  | {
      readonly kind: 'failed';
      readonly problem: Problem;
      /** Whether the same request may succeed when it is sent again, or elsewhere. */
      readonly mayRetry: boolean;
    };

export interface UpstreamModel {
  readonly id: string;
  /** s since 1970. */
  readonly created: number;
  readonly owner: string;
  /** What a request may ask of it; the gateway refuses the rest. */
  readonly takes: {
    readonly tools: boolean;
    /** Formats beside text. */
    readonly formats: readonly ('json' | 'schema')[];
    readonly sampling: boolean;
    readonly pictures: boolean;
  };
}

/** A server of answers. */
export interface Upstream {
  readonly name: string;
  /** What it serves now; asked with every request, so it must be quick. */
  models(): readonly UpstreamModel[];
  /** One answer, streamed. Never throws, and stops its work when the signal aborts or the reader leaves. */
  respond(request: UpstreamRequest, signal: AbortSignal): AsyncIterable<UpstreamEvent>;
  close?(): Promise<void>;
}
