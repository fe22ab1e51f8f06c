import { createHash } from 'node:crypto';
import {
  loadCheckpoint,
  packCheckpoint,
  type Subject,
  saveCheckpoint,
} from './checkpoint/index.ts';
import { DataOrder, type Lessons, readCorpus, type Samples, SHIPPED_TEXT } from './data/index.ts';
import type { Job, Launch } from './launch/index.ts';
import { END_OF_TEXT, learnMerges, Tokenizer } from './tokenizer/index.ts';
import {
  applyAdamW,
  createGradientEngine,
  createState,
  defaultOptimizer,
  type GradientEngine,
  type OptimizerOptions,
  type TrainingState,
} from './train/index.ts';

/** A line for the engine. */
export type Report = (line: Readonly<Record<string, unknown>>) => void;

/** A job on this rank: its model, its data, and what is known of the state. */
export class Training {
  readonly job: Job;
  /** Micro-batches of a step. */
  readonly count: number;
  readonly engine: GradientEngine;
  /** Of all that the ranks must have in common, hex. */
  readonly digest: string;
  readonly #subject: Subject;
  readonly #tokenizer: Tokenizer;
  readonly #textDigest: string;
  readonly #samples: Samples;
  readonly #optimizer: OptimizerOptions;
  #state: TrainingState | undefined;

  private constructor(parts: TrainingParts) {
    const { job, engine, subject, tokenizer, samples, textDigest, state } = parts;
    this.job = job;
    this.count = job.globalBatch / job.microBatch;
    this.engine = engine;
    this.#subject = subject;
    this.#tokenizer = tokenizer;
    this.#textDigest = textDigest;
    this.#samples = samples;
    this.#optimizer = defaultOptimizer(job.steps);
    this.#state = state;
    this.digest = createHash('sha256')
      .update(JSON.stringify([job, textDigest, tokenizer.toFile()]))
      .digest('hex');
  }

  /**
   * Reads what the launch names and compiles the model, so that the first step takes no longer than the others. Learns
   * from `lessons`, or else from the texts that ship.
   */
  static async prepare(
    job: Job,
    launch: Launch,
    report: Report,
    lessons?: Lessons,
  ): Promise<Training> {
    const engine = await createGradientEngine(job.model, job);
    const subject = { shape: job.model, layout: engine.layout, sequence: job.sequence };
    const taught = lessons ?? textLessons();
    const { digest: textDigest } = taught;
    const saved = launch.resume ? await loadCheckpoint(launch.resume, subject) : undefined;
    if (saved && saved.facts['text'] !== textDigest)
      report({ note: 'the text is not the one that the checkpoint was trained on' });
    const tokenizer =
      saved?.tokenizer ?? new Tokenizer(learnMerges(taught.texts(), job.model.vocabulary));
    if (tokenizer.size !== job.model.vocabulary)
      throw new Error(`the text gives ${tokenizer.size} tokens of ${job.model.vocabulary}`);
    const samples = taught.samples({
      encode: (text) => tokenizer.encode(text),
      sequence: job.sequence,
      seed: job.seed,
    });
    const first = saved?.state ?? createState(engine.layout, job.model.layers, job.seed);
    engine.load(first.parameters);
    engine.gradient(samples.batch(0, job.microBatch));
    // A rank that joins has no state of its own: a checkpoint is older than what its peers have.
    const state = launch.joins ? undefined : first;
    return new Training({ job, engine, subject, tokenizer, samples, textDigest, state });
  }

  get state(): TrainingState | undefined {
    return this.#state;
  }

  /** Takes the state that the group has agreed on. */
  adopt(state: TrainingState): void {
    this.#state = state;
    this.engine.load(state.parameters);
  }

  /** Tokens of `count` samples of the run from `first` on, sequence + 1 each. */
  samples(first: number, count: number): Int32Array {
    return this.#samples.batch(first, count);
  }

  /** Sum of the gradients over a micro-batch of a step, and its mean loss. */
  gradient(step: number, index: number): Float32Array {
    const { globalBatch, microBatch } = this.job;
    const first = step * globalBatch + index * microBatch;
    return this.engine.gradient(this.samples(first, microBatch));
  }

  /** Takes the step that the sum over all micro-batches asks for, and returns the mean loss. Overwrites `total`. */
  apply(total: Float32Array): number {
    const state = this.#state!;
    for (let at = 0; at < total.length; at++) total[at] = total[at]! / this.count;
    applyAdamW(state, total, this.engine.layout, this.#optimizer);
    this.engine.load(state.parameters);
    return total[this.engine.layout.size]!;
  }

  /** Saves the state and returns the path, once it is durable. */
  async save(folder: string): Promise<string> {
    const state = this.#state!;
    const files = packCheckpoint(this.#subject, state, this.#tokenizer);
    const { run, seed } = this.job;
    return saveCheckpoint(folder, state.step, files, { run, seed, text: this.#textDigest });
  }
}

/** The texts that ship, one after another. */
function textLessons(): Lessons {
  const { texts, digest } = readCorpus(SHIPPED_TEXT);
  return {
    digest,
    texts: () => texts,
    samples({ encode, sequence, seed }) {
      const tokens = Int32Array.from(texts.flatMap((text) => [...encode(text), END_OF_TEXT]));
      return new DataOrder({ tokens, sequence, seed });
    },
  };
}

interface TrainingParts {
  readonly job: Job;
  readonly engine: GradientEngine;
  readonly subject: Subject;
  readonly tokenizer: Tokenizer;
  readonly samples: Samples;
  readonly textDigest: string;
  readonly state: TrainingState | undefined;
}
