import { setImmediate as turn } from 'node:timers/promises';
import {
  loadCheckpoint,
  packCheckpoint,
  type Subject,
  saveCheckpoint,
} from './checkpoint/index.ts';
import { type Corpus, DataOrder, readCorpus, SHIPPED_TEXT } from './data/index.ts';
import type { Job, Launch } from './launch/index.ts';
import { END_OF_TEXT, learnMerges, Tokenizer } from './tokenizer/index.ts';
import {
  applyAdamW,
  createGradientEngine,
  createState,
  defaultOptimizer,
  type GradientEngine,
  GradientTree,
  type TrainingState,
} from './train/index.ts';

/** A line for the engine. */
export type Report = (line: Readonly<Record<string, unknown>>) => void;

/** What the rank is asked to do while it trains. */
export interface Orders {
  /** Save and leave. */
  readonly leaves: () => boolean;
}

/** How a run ended. */
export type Outcome = 'done' | 'left';

/** Trains until the job's last step, or until told to leave. */
export async function trainJob(
  job: Job,
  launch: Launch,
  orders: Orders,
  report: Report,
): Promise<Outcome> {
  const training = await prepare(job, launch, report);
  const { state } = training;
  report({ start: state.step });
  const save = async (): Promise<void> => {
    const { step } = state;
    const files = packCheckpoint(training.subject, state, training.tokenizer);
    const facts = { run: job.run, seed: job.seed, text: training.corpus.digest };
    const path = await saveCheckpoint(launch.checkpoints, step, files, facts);
    report({ checkpoint: path, step });
  };
  while (state.step < job.steps && !orders.leaves()) {
    const total = await gradientOf(training, state.step);
    const loss = mean(training, total);
    applyAdamW(state, total, training.engine.layout, training.optimizer);
    training.engine.load(state.parameters);
    report({ step: state.step, loss, tokens: state.step * job.globalBatch * job.sequence });
    const due = state.step % launch.checkpointEvery === 0;
    if (due || state.step === job.steps) await save();
  }
  const outcome = state.step < job.steps ? 'left' : 'done';
  if (outcome === 'left' && state.step % launch.checkpointEvery !== 0) await save();
  training.engine.dispose();
  return outcome;
}

interface Training {
  readonly job: Job;
  readonly subject: Subject;
  readonly engine: GradientEngine;
  readonly corpus: Corpus;
  readonly tokenizer: Tokenizer;
  readonly order: DataOrder;
  readonly optimizer: ReturnType<typeof defaultOptimizer>;
  readonly state: TrainingState;
}

async function prepare(job: Job, launch: Launch, report: Report): Promise<Training> {
  const engine = await createGradientEngine(job.model, job);
  const subject = { shape: job.model, layout: engine.layout, sequence: job.sequence };
  const corpus = readCorpus(SHIPPED_TEXT);
  const saved = launch.resume ? await loadCheckpoint(launch.resume, subject) : undefined;
  if (saved && saved.facts['text'] !== corpus.digest)
    report({ note: 'the text is not the one that the checkpoint was trained on' });
  const { vocabulary } = job.model;
  const tokenizer = saved?.tokenizer ?? new Tokenizer(learnMerges(corpus.texts, vocabulary));
  const tokens = Int32Array.from(
    corpus.texts.flatMap((text) => [...tokenizer.encode(text), END_OF_TEXT]),
  );
  const order = new DataOrder({ tokens, sequence: job.sequence, seed: job.seed });
  const state = saved?.state ?? createState(engine.layout, job.model.layers, job.seed);
  engine.load(state.parameters);
  const optimizer = defaultOptimizer(job.steps);
  return { job, subject, engine, corpus, tokenizer, order, optimizer, state };
}

async function gradientOf({ job, engine, order }: Training, step: number): Promise<Float32Array> {
  const count = job.globalBatch / job.microBatch;
  const tree = new GradientTree(count);
  for (const index of tree.missing({ first: 0, last: count })) {
    const sample = step * job.globalBatch + index * job.microBatch;
    tree.add(
      { first: index, last: index + 1 },
      engine.gradient(order.batch(sample, job.microBatch)),
    );
    // Signals and messages are heard between micro-batches.
    await turn();
  }
  return tree.total()!;
}

/** Makes the mean gradient of the sum, and returns the mean loss. */
function mean({ job, engine }: Training, total: Float32Array): number {
  const count = job.globalBatch / job.microBatch;
  for (let at = 0; at < total.length; at++) total[at] = total[at]! / count;
  return total[engine.layout.size]!;
}
