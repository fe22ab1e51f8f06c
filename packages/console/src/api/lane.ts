import type { Question, Reply } from './answering.ts';
import type { Answer, OperationName, Operations } from './types.ts';

interface Waiting {
  readonly question: Question;
  readonly resolve: (answer: Answer<OperationName>) => void;
  readonly reject: (reason: unknown) => void;
}

/** The part of `Worker` that a lane needs. */
export interface WorkerLike {
  onmessage: ((event: { readonly data: Reply }) => void) | null;
  onerror: ((event: { readonly message: string }) => void) | null;
  postMessage(question: Question): void;
  terminate(): void;
}

/**
 * One worker that answers one question at a time. A question whose signal aborts leaves the queue;
 * if it is being answered, its answer is dropped or, in an `interruptible` lane, the worker is ended.
 */
export class Lane {
  readonly #start: () => WorkerLike;
  readonly #interruptible: boolean;
  readonly #queue: Waiting[] = [];
  #worker: WorkerLike | undefined;
  #running: Waiting | undefined;
  #ids = 0;

  constructor(start: () => WorkerLike, interruptible: boolean) {
    this.#start = start;
    this.#interruptible = interruptible;
  }

  /** Starts the worker, so that the first question finds it loaded. */
  warm(): void {
    this.#worker ??= this.#open();
  }

  ask<Name extends OperationName>(
    name: Name,
    input: Operations[Name]['input'],
    signal?: AbortSignal,
  ): Promise<Answer<Name>> {
    return new Promise<Answer<OperationName>>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const waiting = { question: { id: ++this.#ids, name, input }, resolve, reject };
      signal?.addEventListener('abort', () => this.#abandon(waiting, signal.reason));
      this.#queue.push(waiting);
      this.#next();
    }) as Promise<Answer<Name>>;
  }

  /** Ends the worker; nothing may be asked then. */
  close(): void {
    this.#worker?.terminate();
  }

  #next(): void {
    if (this.#running) return;
    this.#running = this.#queue.shift();
    if (!this.#running) return;
    this.warm();
    this.#worker?.postMessage(this.#running.question);
  }

  #abandon(waiting: Waiting, reason: unknown): void {
    waiting.reject(reason);
    const place = this.#queue.indexOf(waiting);
    if (place >= 0) this.#queue.splice(place, 1);
    if (this.#running === waiting && this.#interruptible) this.#restart();
  }

  #open(): WorkerLike {
    const worker = this.#start();
    worker.onmessage = ({ data }) => {
      if (data.id !== this.#running?.question.id) return;
      this.#running.resolve(data.answer);
      this.#running = undefined;
      this.#next();
    };
    worker.onerror = ({ message }) => {
      this.#running?.reject(new Error(message || 'The worker could not be loaded.'));
      this.#restart();
    };
    return worker;
  }

  #restart(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#running = undefined;
    this.#next();
  }
}
