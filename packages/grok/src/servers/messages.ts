import type { Problem } from '@gigafactory/core/base';
import type { Grammar } from '../grammar/index.ts';
import type { EndReason, GenerateRequest } from './port.ts';

/** A grammar that is sent once and named from then on, so that what is computed of it is kept. */
export interface NamedGrammar {
  readonly name: number;
  /** The first time. */
  readonly grammar?: Grammar;
}

/** What a thread that serves is told. */
export type ToThread =
  | {
      readonly kind: 'generate';
      readonly id: number;
      readonly request: Omit<GenerateRequest, 'grammar'>;
      readonly grammar?: NamedGrammar;
    }
  | { readonly kind: 'stop'; readonly id: number }
  | {
      readonly kind: 'score';
      readonly id: number;
      readonly tokens: readonly number[];
      readonly given: number;
    }
  | { readonly kind: 'forget'; readonly grammar: number };

/** What it answers, several at a time: all of one step. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  | { readonly kind: 'token'; readonly id: number; readonly token: number }
  | { readonly kind: 'end'; readonly id: number; readonly reason: EndReason }
  | { readonly kind: 'fail'; readonly id: number; readonly problem: Problem }
  | { readonly kind: 'scores'; readonly id: number; readonly scores: Float32Array };

/** One end of the connection between two threads. */
export interface Link<Incoming, Outgoing> {
  postMessage(message: Outgoing): void;
  on(event: 'message', hear: (message: Incoming) => void): unknown;
}
