import { createStream } from '@gigafactory/core/base';

/** One of so many tokens is kept from training, at the end of the corpus. */
const HELD_OUT_SHARE = 1 / 20;

export interface OrderOptions {
  readonly tokens: Int32Array;
  /** Tokens in a sequence; a sample has one more, for the last target. */
  readonly sequence: number;
  readonly seed: number;
}

/** One time through the corpus. */
interface Pass {
  readonly index: number;
  readonly offset: number;
  readonly order: Uint32Array;
}

/**
 * Which tokens are trained on when: a function of the seed and the number of the sample only, whoever asks.
 * Each pass over the corpus starts at another offset and takes its samples in another order.
 */
export class DataOrder {
  readonly #options: OrderOptions;
  readonly #trained: number;
  /** Samples in a pass. */
  readonly samples: number;
  #pass: Pass;

  /** Throws when the text is too short for two sequences. */
  constructor(options: OrderOptions) {
    this.#options = options;
    const { tokens, sequence } = options;
    this.#trained = Math.floor(tokens.length * (1 - HELD_OUT_SHARE));
    // One sequence fewer than would fit, for the offset of a pass.
    this.samples = Math.floor((this.#trained - 1) / sequence) - 1;
    if (this.samples < 1 || this.heldOut().length === 0)
      throw new Error(`${tokens.length} tokens of text are too few for sequences of ${sequence}`);
    this.#pass = this.#shuffle(0);
  }

  /** sequence + 1 tokens. `sample` counts from 0 over the whole run. */
  sample(sample: number): Int32Array {
    const index = Math.floor(sample / this.samples);
    if (index !== this.#pass.index) this.#pass = this.#shuffle(index);
    const { offset, order } = this.#pass;
    return this.#window(offset + order[sample % this.samples]! * this.#options.sequence);
  }

  /** `count` samples from `first` on, one after another. */
  batch(first: number, count: number): Int32Array {
    const width = this.#options.sequence + 1;
    const batch = new Int32Array(count * width);
    for (let index = 0; index < count; index++)
      batch.set(this.sample(first + index), index * width);
    return batch;
  }

  /** Samples that are never trained on. */
  heldOut(): Int32Array[] {
    const { tokens, sequence } = this.#options;
    const count = Math.floor((tokens.length - this.#trained - 1) / sequence);
    return Array.from({ length: Math.max(0, count) }, (_, index) =>
      this.#window(this.#trained + index * sequence),
    );
  }

  #window(start: number): Int32Array {
    return this.#options.tokens.slice(start, start + this.#options.sequence + 1);
  }

  #shuffle(index: number): Pass {
    const stream = createStream(this.#options.seed).fork('data').fork(`pass ${index}`);
    const offset = stream.integer(this.#options.sequence);
    const order = Uint32Array.from({ length: this.samples }, (_, at) => at);
    for (let at = order.length - 1; at > 0; at--) {
      const other = stream.integer(at + 1);
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
    return { index, offset, order };
  }
}
