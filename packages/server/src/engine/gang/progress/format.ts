/** What a program says of itself on its standard output. Steps count from 0, the untrained model. */
export type Saying =
  /** It trains from this step on. */
  | { readonly kind: 'start'; readonly step: number }
  | {
      readonly kind: 'progress';
      readonly step: number;
      readonly loss?: number | undefined;
      /** Tokens trained since step 0. */
      readonly tokens?: number | undefined;
    }
  /** A checkpoint is durable. */
  | { readonly kind: 'checkpoint'; readonly path: string; readonly step: number }
  /** It trains under these members. */
  | { readonly kind: 'members'; readonly generation: number }
  /** A sentence for the operator. */
  | { readonly kind: 'note'; readonly text: string };

/** Reads one line of a program's output; most say nothing. It may remember earlier lines. */
export type ProgressReader = (line: string) => Saying | undefined;

/** A whole number of steps, tokens or generations. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
