/** One step of a conversation, as a model reads it. */
export type Turn =
  | {
      readonly kind: 'message';
      readonly role: 'system' | 'user' | 'assistant';
      readonly text: string;
      readonly pictures?: readonly {
        readonly mime: 'image/png';
        /** Base64. */
        readonly data: string;
        readonly at: number;
      }[];
    }
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly name: string;
      readonly arguments: string;
    }
  | { readonly kind: 'result'; readonly id: string; readonly output: string };

export interface ToolSpec {
  readonly name: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, unknown>> | null;
  readonly strict: boolean;
}

/** What a model writes, as it comes. */
type ModelEvent =
  | { readonly kind: 'text'; readonly delta: string }
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly name: string;
      readonly arguments: string;
    }
  | {
      readonly kind: 'usage';
      readonly input: number;
      readonly output: number;
      /** US dollars. */
      readonly cost?: number;
    }
  | { readonly kind: 'done'; readonly reason: string }
  | {
      readonly kind: 'failed';
      readonly problem: { readonly code: string; readonly message: string };
    }
  | { readonly kind: 'reasoning' | 'refusal' | 'writing' };

/** The way to models that hold conversations; whoever mounts the assistant gives it. */
export interface ModelDoor {
  models(): readonly {
    readonly id: string;
    readonly goesTo: string;
    readonly price: string;
    readonly sees: boolean;
  }[];
  respond(
    request: {
      readonly model: string;
      readonly turns: readonly Turn[];
      readonly tools: readonly ToolSpec[];
      /** What the answer must be; text if absent. */
      readonly format?: {
        readonly kind: 'schema';
        readonly name: string;
        readonly schema: Readonly<Record<string, unknown>>;
        readonly strict: boolean;
      };
    },
    signal: AbortSignal,
  ): AsyncIterable<ModelEvent>;
}
