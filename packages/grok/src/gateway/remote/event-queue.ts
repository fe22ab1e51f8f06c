import type { UpstreamEvent } from '../upstream.ts';

type Result = IteratorResult<UpstreamEvent, undefined>;

const OVER: Result = { done: true, value: undefined };

/**
 * The events of one answer, from whoever pushes them to the one who reads. It is over with `done` or `failed`, or when
 * its reader leaves; what is pushed later is dropped.
 */
export class EventQueue implements AsyncIterableIterator<UpstreamEvent, undefined> {
  readonly #over: (last: UpstreamEvent | undefined) => void;
  readonly #waiting: UpstreamEvent[] = [];
  #wake: ((result: Result) => void) | undefined;
  #isOver = false;

  /** @param over hears of the end, with the last event if it was not the reader who left */
  constructor(over: (last: UpstreamEvent | undefined) => void) {
    this.#over = over;
  }

  push(event: UpstreamEvent): void {
    if (this.#isOver) return;
    if (event.kind === 'done' || event.kind === 'failed') this.#end(event);
    const wake = this.#wake;
    this.#wake = undefined;
    if (wake) wake({ done: false, value: event });
    else this.#waiting.push(event);
  }

  next(): Promise<Result> {
    const value = this.#waiting.shift();
    if (value) return Promise.resolve({ done: false, value });
    if (this.#isOver) return Promise.resolve(OVER);
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  return(): Promise<Result> {
    this.#waiting.length = 0;
    if (!this.#isOver) this.#end(undefined);
    return Promise.resolve(OVER);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(last: UpstreamEvent | undefined): void {
    this.#isOver = true;
    this.#over(last);
  }
}
