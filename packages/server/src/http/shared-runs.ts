import { RunError } from '../threads/run.ts';

interface SharedRun<Value> {
  readonly value: Promise<Value>;
  readonly stop: AbortController;
  /** How many callers still wait for its value. */
  waiting: number;
}

/**
 * Does work once that several callers request at the same time. It continues for as long as any of them
 * waits, and stops when the last has gone; the next caller starts it again.
 */
export class SharedRuns<Value> {
  readonly #runs = new Map<string, SharedRun<Value>>();

  /**
   * The value of the run under way with this key, or of a new one begun with `start`. Rejects as the run
   * does, and with a `RunError` `cancelled` when this caller's signal aborts.
   */
  run(
    key: string,
    start: (signal: AbortSignal) => Promise<Value>,
    signal: AbortSignal,
  ): Promise<Value> {
    if (signal.aborted) return Promise.reject(cancelled());
    const run = this.#runs.get(key) ?? this.#begin(key, start);
    run.waiting++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(cancelled());
        if (--run.waiting > 0) return;
        this.#end(key, run);
        run.stop.abort();
      };
      signal.addEventListener('abort', leave, { once: true });
      const stay = () => signal.removeEventListener('abort', leave);
      run.value.then(resolve, reject).then(stay);
    });
  }

  #begin(key: string, start: (signal: AbortSignal) => Promise<Value>): SharedRun<Value> {
    const stop = new AbortController();
    const run: SharedRun<Value> = { value: start(stop.signal), stop, waiting: 0 };
    this.#runs.set(key, run);
    const end = () => this.#end(key, run);
    run.value.then(end, end);
    return run;
  }

  /** Removes a run, unless another has taken its place. */
  #end(key: string, run: SharedRun<Value>): void {
    if (this.#runs.get(key) === run) this.#runs.delete(key);
  }
}

function cancelled(): RunError {
  return new RunError('cancelled', 'Cancelled.');
}
