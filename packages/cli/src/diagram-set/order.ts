import type { Rating } from '@gigafactory/core/diagram-set';
import type { Context } from '../command.ts';

/** What an evaluation of diagrams comes to. */
export interface DiagramEvaluation {
  /** `program`, or the name of the model. */
  readonly reader: string;
  /** Of which server the model is; absent where the program itself reads. */
  readonly upstream?: string;
  readonly seed: number;
  /** By format of the source, or by kind of picture. */
  readonly by: Readonly<Record<string, Rating>>;
  readonly all: Rating;
  /** Sums, of models. */
  readonly tokens?: { readonly input: number; readonly output: number };
}

export interface DiagramOrder {
  readonly context: Context;
  /** Of each format or kind; absent: the usual number. */
  readonly limit: number | undefined;
  readonly seed: number;
  /** The folder for the set, which is there. */
  readonly out: string | undefined;
  readonly say: (what: string) => void;
  readonly signal: AbortSignal;
}
