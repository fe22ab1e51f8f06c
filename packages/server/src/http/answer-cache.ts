import { createHash } from 'node:crypto';

export interface AnswerCacheLimits {
  /** Most answers kept. */
  readonly entries: number;
  /** Most bytes of all answers together; a longer answer is not kept at all. */
  readonly bytes: number;
}

/** A few people with a few files each; a plan of 100,000 GPUs is about a megabyte. */
const LIMITS: AnswerCacheLimits = { entries: 64, bytes: 64_000_000 };

/**
 * Earlier answers, as the bytes that were sent. An operation is a pure function of its input, so the same
 * request has the same answer for as long as the program is the same: the cache lives in memory and ends with
 * the process. It evicts the least recently used answer first.
 */
export class AnswerCache {
  readonly #limits: AnswerCacheLimits;
  /** In the order of their last use. */
  readonly #answers = new Map<string, Uint8Array<ArrayBuffer>>();
  #bytes = 0;

  constructor(limits: AnswerCacheLimits = LIMITS) {
    this.#limits = limits;
  }

  get(key: string): Uint8Array<ArrayBuffer> | undefined {
    const answer = this.#answers.get(key);
    if (!answer) return undefined;
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    return answer;
  }

  set(key: string, answer: Uint8Array<ArrayBuffer>): void {
    this.#forget(key);
    if (answer.byteLength > this.#limits.bytes) return;
    this.#answers.set(key, answer);
    this.#bytes += answer.byteLength;
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#limits.entries && this.#bytes <= this.#limits.bytes) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#bytes -= this.#answers.get(key)?.byteLength ?? 0;
    this.#answers.delete(key);
  }
}

/** The key of an operation and its complete input, byte for byte. */
export function answerKey(operation: string, input: string): string {
  return createHash('sha256').update(`${operation}\n`).update(input).digest('base64');
}
