import { RunError } from '../threads/run.ts';

interface SharedRun<Value> {
  readonly value: Promise<Value>;
  readonly stop: AbortController;
  /** How many still wait for its value. */
  waiting: number;
}

/**
 * Work asked for several times at once, done once. It goes on for as long as one of those who asked waits for
 * it, and is stopped when the last has gone; the next to ask begins anew.
 */
export class SharedRuns<Value> {
  readonly #runs = new Map<string, SharedRun<Value>>();

  /**
   * The value of the run under way with this key, or of one begun with `start`. Rejects as the run does, and
   * with a `RunError` `cancelled` once the signal of this caller says so.
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

  /** Unless another has taken its place. */
  #end(key: string, run: SharedRun<Value>): void {
    if (this.#runs.get(key) === run) this.#runs.delete(key);
  }
}

function cancelled(): RunError {
  return new RunError('cancelled', 'Cancelled.');
}
