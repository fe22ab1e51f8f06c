import type { Problem } from '@gigafactory/core/base';
import { CANCELLED, type EndReason, ModelFailure } from './port.ts';

/** Hears what becomes of a generation: tokens, then one of `end` and `fail`. */
export interface Listener {
  token(token: number): void;
  end(reason: EndReason): void;
  fail(problem: Problem): void;
}

/**
 * Tokens that a listener hears as an iterator. `start` begins the generation and returns what stops it; it is called once
 * the first token is asked for.
 */
export async function* tokensOf(
  start: (listener: Listener) => () => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<number, EndReason, void> {
  if (signal?.aborted) throw new ModelFailure(CANCELLED);
  const heard = new Heard();
  const stop = start(heard);
  const abort = (): void => {
    stop();
    heard.fail(CANCELLED);
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      const next = await heard.next();
      if (next.kind === 'end') return next.reason;
      if (next.kind === 'fail') throw new ModelFailure(next.problem);
      yield next.token;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    stop();
  }
}

type Event =
  | { readonly kind: 'token'; readonly token: number }
  | { readonly kind: 'end'; readonly reason: EndReason }
  | { readonly kind: 'fail'; readonly problem: Problem };

class Heard implements Listener {
  readonly #waiting: number[] = [];
  #last: Event | undefined;
  #wake: (() => void) | undefined;

  token(token: number): void {
    this.#waiting.push(token);
    this.#wake?.();
  }

  end(reason: EndReason): void {
    this.#last ??= { kind: 'end', reason };
    this.#wake?.();
  }

  /** What was not taken yet is dropped. */
  fail(problem: Problem): void {
    this.#waiting.length = 0;
    this.#last ??= { kind: 'fail', problem };
    this.#wake?.();
  }

  async next(): Promise<Event> {
    for (;;) {
      const token = this.#waiting.shift();
      if (token !== undefined) return { kind: 'token', token };
      if (this.#last) return this.#last;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
