import { Worker } from 'node:worker_threads';
import { embedAll } from '../../skill/index.ts';
import type { EncoderAnswer, EncoderRequest } from './messages.ts';

/** Makes numbers of sentences, `DIMENSIONS` of each. */
export interface Encoder {
  embed(texts: readonly string[]): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Once compiled, the program stands beside this file. Sources answer in this thread: Node 20 runs no TypeScript. */
const PROGRAM = import.meta.url.endsWith('.ts')
  ? undefined
  : new URL('./worker.js', import.meta.url);

/** An encoder in a thread of its own, which starts when it is first asked. */
export function openEncoder(): Encoder {
  return PROGRAM ? new ThreadEncoder(PROGRAM) : { embed: embedAll, close: async () => {} };
}

interface Waiting {
  readonly resolve: (numbers: Float32Array) => void;
  readonly reject: (error: Error) => void;
}

class ThreadEncoder implements Encoder {
  readonly #program: URL;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #asked = 0;
  #isClosed = false;

  constructor(program: URL) {
    this.#program = program;
  }

  embed(texts: readonly string[]): Promise<Float32Array> {
    // The index may be asked for only now, and a thread begun after the end would never end.
    if (this.#isClosed) return Promise.reject(new Error('the encoder is closed'));
    const worker = this.#started();
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, texts } satisfies EncoderRequest);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#program);
    worker.unref();
    worker.on('message', (answer: EncoderAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('numbers' in answer) waiting?.resolve(answer.numbers);
      else waiting?.reject(new Error(answer.problem));
    });
    const end = (error: Error): void => {
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the thread of the encoder ended')));
    this.#worker = worker;
    return worker;
  }
}
