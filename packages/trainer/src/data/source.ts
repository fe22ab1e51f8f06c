/** Tokens of samples by their number, the same whoever asks. */
export interface Samples {
  /**
   * `count` samples from `first` on, sequence + 1 tokens each. A token that is not to be foretold, such as one of a
   * question whose answer is learned, is written as -1 - token.
   */
  batch(first: number, count: number): Int32Array;
}

/** What a run learns from instead of texts. */
export interface Lessons {
  /** Of all that decides the samples but job.json, hex. */
  readonly digest: string;
  /** Texts to learn the tokenizer from. */
  texts(): readonly string[];
  /** Samples of so many tokens. `encode` is the tokenizer's. */
  samples(options: {
    readonly encode: (text: string) => readonly number[];
    readonly sequence: number;
    readonly seed: number;
  }): Samples;
}
