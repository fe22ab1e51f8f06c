import { Worker } from 'node:worker_threads';
import type { Answer, OperationName } from '@gigafactory/core/api';
import { RunError, type RunOperation } from './run.ts';
import type { WorkerJob } from './worker.ts';

export interface WorkerPoolOptions {
  /** Most worker threads at once; they start when first needed. */
  readonly size: number;
  /** An operation that takes longer is stopped, ms; no limit by default. */
  readonly limitMs?: number;
  /** Most operations waiting for a worker; by default 64. */
  readonly waiting?: number;
  /** The workers' script; only tests replace it. */
  readonly entry?: URL;
}

export interface WorkerPool {
  readonly run: RunOperation;
  /** Stops the workers; operations under way are cancelled. */
  close(): Promise<void>;
}

/**
 * Worker threads that run the core's operations, so that a long twin neither blocks the server nor takes it
 * down: an operation that runs too long, out of memory or into a bug ends with its thread.
 */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const pool = new Pool(options);
  return {
    run: (name, input, signal) => pool.run(name, input, signal) as Promise<Answer<typeof name>>,
    close: () => pool.close(),
  };
}

interface Job extends WorkerJob {
  readonly signal: AbortSignal | undefined;
  /** Waits for the signal until a worker takes the job. */
  readonly forget: () => void;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: RunError) => void;
}

// Once compiled, the worker is next to this file.
const WORKER = new URL('./worker.js', import.meta.url);
/** The largest twin needs a fraction of this; a runaway one must not use up the machine. */
const HEAP_LIMIT_MB = 2048;

class Pool {
  readonly #options: WorkerPoolOptions;
  readonly #idle: Worker[] = [];
  readonly #workers = new Set<Worker>();
  readonly #running = new Map<Worker, (error: RunError) => void>();
  #queue: Job[] = [];

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  run(name: OperationName, input: WorkerJob['input'], signal?: AbortSignal): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(cancelled());
    if (this.#queue.length >= (this.#options.waiting ?? 64)) {
      return Promise.reject(new RunError('busy', 'Too many requests are waiting; try again soon.'));
    }
    return new Promise((resolve, reject) => {
      const forget = () => this.#forget(job);
      const job: Job = { name, input, signal, forget, resolve, reject };
      signal?.addEventListener('abort', forget, { once: true });
      this.#queue.push(job);
      this.#pump();
    });
  }

  async close(): Promise<void> {
    for (const job of this.#queue.splice(0)) job.reject(cancelled());
    for (const fail of [...this.#running.values()]) fail(cancelled());
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
  }

  #forget(job: Job): void {
    this.#queue = this.#queue.filter((waiting) => waiting !== job);
    job.reject(cancelled());
  }

  #pump(): void {
    while (this.#queue.length > 0) {
      const worker = this.#idle.pop() ?? this.#startWorker();
      if (!worker) return;
      this.#give(this.#queue.shift()!, worker);
    }
  }

  #startWorker(): Worker | undefined {
    if (this.#workers.size >= this.#options.size) return undefined;
    const worker = new Worker(this.#options.entry ?? WORKER, {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
    });
    this.#workers.add(worker);
    worker.on('error', (error) => this.#running.get(worker)?.(crashed(error)));
    worker.on('messageerror', (error) => this.#running.get(worker)?.(crashed(error)));
    worker.on('exit', () => this.#running.get(worker)?.(crashed()));
    return worker;
  }

  #give(job: Job, worker: Worker): void {
    const { limitMs } = this.#options;
    job.signal?.removeEventListener('abort', job.forget);
    const timer =
      limitMs === undefined ? undefined : setTimeout(() => fail(tooLong(limitMs)), limitMs);
    const cancel = () => fail(cancelled());
    const end = () => {
      clearTimeout(timer);
      job.signal?.removeEventListener('abort', cancel);
      worker.removeAllListeners('message');
      this.#running.delete(worker);
    };
    const rest = () => {
      end();
      worker.unref();
      this.#idle.push(worker);
    };
    const fail = (error: RunError) => {
      end();
      job.reject(error);
      this.#drop(worker);
    };
    job.signal?.addEventListener('abort', cancel, { once: true });
    this.#running.set(worker, fail);
    worker.on('message', (answer) => {
      rest();
      job.resolve(answer);
      this.#pump();
    });
    worker.ref();
    try {
      worker.postMessage({ name: job.name, input: job.input } satisfies WorkerJob);
    } catch (error) {
      // The input cannot be copied to another thread, for example because it nests too deeply for the stack.
      // The worker never received it, and takes the next.
      rest();
      job.reject(crashed(error instanceof Error ? error : undefined));
    }
  }

  /** A thread in the middle of a computation can only be terminated. */
  #drop(worker: Worker): void {
    this.#workers.delete(worker);
    void worker.terminate();
    this.#pump();
  }
}

function cancelled(): RunError {
  return new RunError('cancelled', 'Cancelled.');
}

function tooLong(limitMs: number): RunError {
  const message = `Stopped after ${limitMs / 1000} s, the limit for one request; ask for fewer lives or days.`;
  return new RunError('timeout', message);
}

function crashed(cause?: Error): RunError {
  const why = cause ? `: ${cause.message}` : '';
  return new RunError('crashed', `The computation ended unexpectedly${why}.`, { cause });
}
