import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSafetensors } from '@gigafactory/trainer/checkpoint';
import { BEFORE, beforeOf, classesOf, operationOf } from './classes.ts';
import { DIMENSIONS, embed, load } from './encoder.ts';

/** Where the weights of the head that ships lie, with their lineage. */
export const WITNESS_FOLDER = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  '..',
  'witness',
);

/** What the witness thinks of a question. */
export interface Opinion {
  /** Logarithm of the probability of a call as the model writes it, nats; never below `LEAST`. */
  of(written: string): number;
  /** Codes of the likeliest figures and places, best first. */
  readonly likeliest: readonly string[];
  /** Whether it asks how something works or what a word means, which documents answer and no operation. */
  readonly isConcept: boolean;
}

/**
 * From this score on a question is about how things work. No question of the six sets of the evaluation that an operation answers has
 * it; 29 of 40 about how things work have it, which it was not taught.
 */
const CONCEPT = 1.6;

/** How many figures and places are named as the likeliest. */
const NAMED = 4;

/** It is never surer than this that a call is wrong, nats: what it has never met it must not rule out. */
const LEAST = -7;
/** A figure or place that the head does not know, beside its operation as a whole, nats. */
const UNKNOWN = -5;

/** Knows English from a large encoder of sentences, and with a small head over it what is asked for. */
export class Witness {
  readonly #classes: ReadonlyMap<string, number>;
  readonly #operations: readonly string[];
  readonly #layers: readonly Layer[];
  readonly #concepts: readonly number[];

  /** @param concepts weights of what tells questions about how things work, the last one for all */
  constructor(classes: readonly string[], layers: readonly Layer[], concepts: readonly number[]) {
    this.#concepts = concepts;
    this.#classes = new Map(classes.map((name, at) => [name, at]));
    this.#operations = classes.map(operationOf);
    this.#layers = layers;
  }

  /** Throws where the files of the program itself are broken. */
  static async open(folder = WITNESS_FOLDER): Promise<Witness> {
    const facts: { classes: string[] } = JSON.parse(
      await readFile(join(folder, 'witness.json'), 'utf8'),
    );
    const tensors = readSafetensors(await readFile(join(folder, 'head.safetensors')));
    const layers = ['hidden', 'out'].map((name): Layer => {
      const [weights, bias] = [tensors.get(`${name}.weight`), tensors.get(`${name}.bias`)];
      if (!weights || !bias) throw new Error(`the witness has no layer ${name}`);
      return { weights: weights.values, bias: bias.values };
    });
    const concepts: number[] = JSON.parse(await readFile(join(folder, 'concepts.json'), 'utf8'));
    return new Witness(facts.classes, layers, concepts);
  }

  /** Loads the encoder, which the first question else waits for. */
  async prepare(): Promise<void> {
    await load();
  }

  /** `told` is the question without names and numbers; `before` the call before, as the model is shown it. */
  async hear(told: string, before?: string): Promise<Opinion> {
    return this.judge(await embed(told), before);
  }

  /** What it thinks of a question of this embedding. */
  judge(embedding: readonly number[], before?: string): Opinion {
    const input = new Float32Array(DIMENSIONS + BEFORE.length);
    input.set(embedding);
    input[DIMENSIONS + beforeOf(before)] = 1;
    const [hidden, out] = this.#layers;
    const scores = logSoftmax(
      apply(
        out!,
        apply(hidden!, input).map((x) => Math.max(0, x)),
      ),
    );
    const wholes = new Map<string, number>();
    for (const [at, operation] of this.#operations.entries())
      wholes.set(operation, logSum(wholes.get(operation) ?? Number.NEGATIVE_INFINITY, scores[at]!));
    const ofClass = (name: string): number => {
      const whole = wholes.get(operationOf(name)) ?? LEAST;
      // What a question goes on about stands in the call before, which the head knows only by its operation.
      if (before !== undefined) return whole;
      const at = this.#classes.get(name);
      return at === undefined ? whole + UNKNOWN : scores[at]!;
    };
    const named = [...this.#classes]
      .filter(([name]) => /^[A-Z]/.test(name))
      .sort(([, a], [, b]) => scores[b]! - scores[a]!)
      .slice(0, NAMED)
      .map(([name]) => name);
    return {
      of: (written) => Math.max(LEAST, classesOf(written).map(ofClass).reduce(logSum)),
      likeliest: named,
      isConcept: this.#conceptOf(embedding) >= CONCEPT,
    };
  }

  #conceptOf(embedding: readonly number[]): number {
    const sum = this.#concepts[DIMENSIONS] ?? 0;
    return embedding.reduce((total, one, at) => total + one * (this.#concepts[at] ?? 0), sum);
  }
}

/** Rows of weights, one for each number that comes out, and what is added. */
export interface Layer {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

function apply({ weights, bias }: Layer, input: Float32Array): Float32Array {
  const width = input.length;
  return Float32Array.from(bias, (sum, row) => {
    let total = sum;
    for (let at = 0; at < width; at++) total += weights[row * width + at]! * input[at]!;
    return total;
  });
}

function logSoftmax(scores: Float32Array): Float32Array {
  const most = scores.reduce((a, b) => Math.max(a, b));
  const sum = scores.reduce((total, score) => total + Math.exp(score - most), 0);
  return scores.map((score) => score - most - Math.log(sum));
}

/** ln(e^a + e^b). */
function logSum(a: number, b: number): number {
  const most = Math.max(a, b);
  return most === Number.NEGATIVE_INFINITY
    ? most
    : most + Math.log1p(Math.exp(Math.min(a, b) - most));
}
