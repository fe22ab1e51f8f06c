import { createStream, type Problem, type RandomStream } from '@gigafactory/core/base';
import {
  type Cache,
  choose,
  type Decoder,
  logProbability,
  MOST_ROWS,
  type Part,
} from '../decoder/index.ts';
import { type Constraint, GrammarCompiler, type Vocabulary } from '../grammar/index.ts';
import { CLOSED, type EndReason, type GenerateRequest, ModelFailure } from './port.ts';
import { problemOf, type RequestLimits, scoreProblemOf } from './request.ts';
import { type Slot, Slots } from './slots.ts';
import type { Listener } from './stream.ts';

const NO_MEMORY: Problem = {
  code: 'decoder.memory',
  message: 'No memory is left for another text.',
};

/** Most texts that grow at once, if nothing else is said. */
export const STREAMS = 8;

/**
 * Lets all texts of a decoder grow together: a step takes the next token of each, and pieces of the prompts that are not
 * read yet. Between two steps whatever else waits in this thread has its turn.
 */
export class Scheduler {
  readonly #decoder: Decoder;
  readonly #end: number;
  readonly #limits: RequestLimits;
  readonly #compiler: GrammarCompiler;
  readonly #slots: Slots;
  readonly #waiting: Job[] = [];
  readonly #growing: Job[] = [];
  readonly #allowed: Uint8Array;
  #isRunning = false;
  #isClosed = false;

  constructor(decoder: Decoder, vocabulary: Vocabulary, streams: number) {
    this.#decoder = decoder;
    this.#end = vocabulary.end;
    this.#limits = { vocabulary: decoder.shape.vocabulary, sequence: decoder.sequence };
    this.#compiler = new GrammarCompiler(vocabulary);
    this.#slots = new Slots(decoder, streams);
    this.#allowed = new Uint8Array(decoder.shape.vocabulary);
  }

  /** Returns what stops it. The listener hears nothing before this returns, nor after it was stopped. */
  start(request: GenerateRequest, listener: Listener): () => void {
    const job = this.#admit(request, listener);
    if ('code' in job) {
      queueMicrotask(() => listener.fail(job));
      return () => {};
    }
    this.#waiting.push(job);
    void this.#run();
    return () => {
      job.isOver = true;
    };
  }

  async score(tokens: readonly number[], given = 1): Promise<Float32Array> {
    const problem = this.#isClosed ? CLOSED : scoreProblemOf(tokens, this.#limits, given);
    if (problem) throw new ModelFailure(problem);
    const last = tokens.length - 1;
    const scores = new Float32Array(tokens.length - given);
    const cache = this.#open();
    try {
      // The logits after the last given token are the first that are wanted.
      this.#slots.fill(cache, tokens.slice(0, given - 1));
      for (let at = cache.length; at < last; at = cache.length) {
        const isGiven = at < given - 1;
        const piece = tokens.slice(at, Math.min(at + MOST_ROWS, isGiven ? given - 1 : last));
        const wanted = isGiven ? 'none' : 'all';
        const logits = this.#decoder.forward([{ cache, tokens: piece, wanted }]);
        logits.forEach((row, index) => {
          scores[at + index + 1 - given] = logProbability(row, tokens[at + index + 1]!);
        });
        await pause();
        if (this.#isClosed) throw new ModelFailure(CLOSED);
      }
    } finally {
      cache.close();
    }
    return scores;
  }

  #open(): Cache {
    try {
      return this.#decoder.open();
    } catch (error) {
      if (error instanceof RangeError) throw new ModelFailure(NO_MEMORY);
      throw error;
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const job of [...this.#waiting, ...this.#growing]) fail(job, CLOSED);
  }

  #admit(request: GenerateRequest, listener: Listener): Job | Problem {
    const problem = this.#isClosed ? CLOSED : problemOf(request, this.#limits);
    if (problem) return problem;
    const { prompt, mostTokens, grammar, temperature = 0, seed = 0, stop = [] } = request;
    const constraint = grammar === undefined ? undefined : this.#compiler.compile(grammar);
    if (constraint && !constraint.ok) return constraint.problems[0]!;
    return {
      listener,
      pending: [...prompt],
      left: Math.min(mostTokens, this.#limits.sequence - prompt.length + 1),
      constraint: constraint?.value,
      temperature,
      random: createStream(seed),
      stop: new Set([...stop, this.#end]),
      slot: undefined,
      isOver: false,
    };
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#waiting.length + this.#growing.length > 0) {
      // First, so that a caller is answered by events only, and several that come together share a step.
      await pause();
      this.#tidy();
      this.#step();
    }
    this.#isRunning = false;
  }

  /** Frees the slots of what is over, and seats what waits. */
  #tidy(): void {
    for (let at = this.#growing.length - 1; at >= 0; at--) {
      const job = this.#growing[at]!;
      if (!job.isOver) continue;
      this.#growing.splice(at, 1);
      if (job.slot) this.#slots.giveBack(job.slot);
    }
    while (this.#waiting.length > 0 && this.#slots.hasRoom) {
      const job = this.#waiting.shift()!;
      if (!job.isOver && this.#seat(job)) this.#growing.push(job);
    }
  }

  #seat(job: Job): boolean {
    if (job.constraint?.isOver) {
      end(job, 'complete');
      return false;
    }
    try {
      job.slot = this.#slots.take(job.pending);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      fail(job, NO_MEMORY);
      return false;
    }
    job.pending = job.pending.slice(job.slot.tokens.length);
    return true;
  }

  #step(): void {
    // Texts that only need one more token come first: a long prompt does not stop them.
    const order = this.#growing.toSorted(
      (left, right) => left.pending.length - right.pending.length,
    );
    const parts: Part[] = [];
    const answered: Job[] = [];
    let room = MOST_ROWS;
    for (const job of order) {
      const tokens = job.pending.splice(0, room);
      if (tokens.length === 0) continue;
      room -= tokens.length;
      const isRead = job.pending.length === 0;
      job.slot!.tokens.push(...tokens);
      parts.push({ cache: job.slot!.cache, tokens, wanted: isRead ? 'last' : 'none' });
      if (isRead) answered.push(job);
    }
    const logits = this.#decoder.forward(parts);
    answered.forEach((job, index) => {
      this.#grow(job, logits[index]!);
    });
  }

  #grow(job: Job, logits: Float32Array): void {
    const { constraint, temperature, random } = job;
    constraint?.allow(this.#allowed);
    const allowed = constraint && this.#allowed;
    const choice = choose(logits, { allowed, temperature, random });
    if (!choice.ok) fail(job, choice.problems[0]!);
    else if (job.stop.has(choice.value)) end(job, 'stop');
    else append(job, choice.value);
  }
}

interface Job {
  readonly listener: Listener;
  /** Tokens that the cache does not hold yet. */
  pending: number[];
  /** Tokens that may still come. */
  left: number;
  readonly constraint: Constraint | undefined;
  readonly temperature: number;
  readonly random: RandomStream;
  readonly stop: ReadonlySet<number>;
  slot: Slot | undefined;
  isOver: boolean;
}

function append(job: Job, token: number): void {
  job.constraint?.take(token);
  job.pending.push(token);
  job.left--;
  job.listener.token(token);
  if (job.constraint?.isOver) end(job, 'complete');
  else if (job.left === 0) end(job, 'length');
}

function end(job: Job, reason: EndReason): void {
  if (job.isOver) return;
  job.isOver = true;
  job.listener.end(reason);
}

function fail(job: Job, problem: Problem): void {
  if (job.isOver) return;
  job.isOver = true;
  job.listener.fail(problem);
}

/** As browsers have it; the types of Node know no `onmessage`. */
declare const MessageChannel: new () => {
  readonly port1: { onmessage: () => void; close(): void };
  readonly port2: { postMessage(message: number): void };
};

/** Until what else waits in this thread has had its turn; browsers have no `setImmediate`. */
const pause: () => Promise<void> =
  typeof setImmediate === 'function'
    ? () => new Promise((resolve) => setImmediate(resolve))
    : () =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            port1.close();
            resolve();
          };
          port2.postMessage(0);
        });
