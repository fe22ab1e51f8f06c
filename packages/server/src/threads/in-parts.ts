import { setMaxListeners } from 'node:events';
import type { Problem } from '@gigafactory/core/base';

export interface InPartsOptions {
  /** How many parts are worked on at the same time. */
  readonly threads: number;
  /** Cancels what is not done yet. */
  readonly signal?: AbortSignal;
  /** Called before the first part and after each one. */
  readonly onPart?: (done: number, parts: number) => void;
}

type Refusal = { readonly ok: false; readonly problems: readonly Problem[] };
type Part<Value> = { readonly ok: true; readonly value: Value } | Refusal;

/**
 * Asks for every part of a work, several at a time. Gives all values in the order of their parts, or
 * the first refusal: then no further part is asked for. Rejects with the first error of a part; the
 * others are cancelled then.
 */
export async function inParts<Value>(
  parts: number,
  ask: (part: number, stop: AbortSignal) => Promise<Part<Value>>,
  { threads, signal, onPart }: InPartsOptions,
): Promise<{ readonly ok: true; readonly values: readonly Value[] } | Refusal> {
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  setMaxListeners(0, stop);
  const values: Value[] = [];
  let refused: Refusal | undefined;
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < parts && !refused) {
      const part = next++;
      const answer = await ask(part, stop);
      if (answer.ok) values[part] = answer.value;
      else refused ??= answer;
      onPart?.(++done, parts);
    }
  };
  onPart?.(0, parts);
  const workers = Array.from({ length: threads }, work);
  try {
    await Promise.all(workers);
  } finally {
    failed.abort();
    await Promise.allSettled(workers);
  }
  return refused ?? { ok: true, values };
}
