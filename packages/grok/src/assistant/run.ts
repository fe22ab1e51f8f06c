import { type ChatEvent, type ChatPiece, isLastPiece } from '@gigafactory/core/chats';
import type { Answerer, AnswerRequest, ChatStore, KeptMessage } from './port.ts';

export interface RunParts {
  readonly message: KeptMessage;
  readonly answerer: Answerer;
  readonly store: Pick<ChatStore, 'append'>;
  /** RFC 3339, UTC. */
  readonly now: () => string;
  /** What was durable before the server ended; empty of a new answer. */
  readonly before: readonly ChatEvent[];
  /** Hears what only an operator can mend. */
  readonly warn: (message: string) => void;
}

const CHANGED =
  'The server ended in the middle of this answer, and computed again it begins otherwise. Ask again for a whole one.';
const CUT_OFF =
  'The server ended in the middle of this answer, and what answered cannot go on by itself. What was written is kept.';

/**
 * One answer under way. It belongs to the server: readers come, leave and come back, and see an event once it is durable. What
 * was durable before a restart is not told again: a repeatable answer is computed anew and goes on behind it.
 */
export class ChatRun {
  readonly #parts: RunParts;
  readonly #stop = new AbortController();
  readonly #events: ChatEvent[];
  readonly #listeners = new Set<() => void>();
  #isOver = false;
  /** Resolves when it is over. */
  readonly ended: Promise<void>;
  #isRemoved = false;

  constructor(parts: RunParts, request: AnswerRequest) {
    this.#parts = parts;
    this.#events = [...parts.before];
    this.ended = this.#run(request).finally(() => {
      this.#isOver = true;
      this.#wake();
    });
  }

  get message(): KeptMessage {
    return this.#parts.message;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Events that are durable, after an offset. */
  after(offset: number): readonly ChatEvent[] {
    return this.#events.slice(offset);
  }

  /** Ends it as stopped; resolves once that is durable. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }

  /** Ends it without a word: its chat is being removed, or the server ends. */
  async leave(): Promise<void> {
    this.#isRemoved = true;
    await this.stop();
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #run(request: AnswerRequest): Promise<void> {
    const { answerer, before, warn } = this.#parts;
    try {
      if (before.length > 0 && !answerer.isRepeatable)
        return await this.#append({ kind: 'interrupted', message: CUT_OFF });
      await this.#follow(request);
    } catch (error) {
      warn(`An answer failed: ${String(error)}`);
      const message = 'The answer could not be computed or kept; the log of the server says why.';
      await this.#append({ kind: 'failed', code: 'chat.failed', message }).catch(() => {});
    }
  }

  async #follow(request: AnswerRequest): Promise<void> {
    const { answerer, before } = this.#parts;
    const { signal } = this.#stop;
    let place = 0;
    for await (const piece of untilStopped(answerer.answer(request, signal), signal)) {
      const known = before[place++];
      if (known) {
        if (!isSame(known, piece)) return this.#append({ kind: 'interrupted', message: CHANGED });
        continue;
      }
      if (signal.aborted) break;
      await this.#append(piece);
      if (isLastPiece(piece)) return;
    }
    if (!this.#isRemoved) await this.#append({ kind: 'end', reason: 'stopped' });
  }

  async #append(piece: ChatPiece): Promise<void> {
    if (this.#isRemoved) return;
    const event = { ...piece, offset: this.#events.length + 1 };
    await this.#parts.store.append(this.message.id, [event], this.#parts.now());
    this.#events.push(event);
    this.#wake();
  }

  #wake(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The pieces until the signal aborts: what computes one need not hear of it, and is left to itself then. */
async function* untilStopped(
  pieces: AsyncIterable<ChatPiece>,
  signal: AbortSignal,
): AsyncGenerator<ChatPiece> {
  const iterator = pieces[Symbol.asyncIterator]();
  const stopped = new Promise<'stopped'>((resolve) => {
    if (signal.aborted) resolve('stopped');
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  for (;;) {
    const next = iterator.next();
    const come = await Promise.race([next, stopped]);
    if (come === 'stopped') {
      next.catch(() => {});
      void iterator.return?.()?.then(undefined, () => {});
      return;
    }
    if (come.done) return;
    yield come.value;
  }
}

function isSame({ offset: _, ...known }: ChatEvent, piece: ChatPiece): boolean {
  return JSON.stringify(known) === JSON.stringify(piece);
}
