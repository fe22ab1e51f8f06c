import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunDetail } from '@gigafactory/core/api';
import type { Publication } from '@gigafactory/grok/registry';
import type { Command, Context } from '../command.ts';
import { accepted, type FoundRun, findRun } from '../control/find-run.ts';
import { unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import type { Io } from '../io.ts';
import { readInput } from '../read-input.ts';
import { orderNow, withRegistry } from '../registry.ts';
import { showPublished } from '../show/models.ts';
import { toJson } from '../text/json.ts';
import { print } from './print.ts';
import { RUN_NAME } from './verbs.ts';

export const publish: Command = {
  name: 'publish',
  summary: 'Publish a checkpoint of a run as a version of a model, which never changes',
  operands: [RUN_NAME],
  options: {
    name: { kind: 'text', value: 'NAME', summary: 'Of the model; that of the run when left out' },
    checkpoint: {
      kind: 'integer',
      value: 'STEP',
      summary: 'The checkpoint of this step; the newest when left out',
    },
    precision: {
      kind: 'text',
      value: 'F16|F32',
      summary: 'How the weights are stored; F16 when left out',
    },
    licence: {
      kind: 'text',
      value: 'SPDX',
      summary: 'The licence of the weights, as in Apache-2.0; none is stated when left out',
    },
    evaluation: {
      kind: 'text',
      value: 'FILE',
      summary: 'Results to keep with it, as "gigafactory evaluate --json" prints them',
    },
  },
  about:
    'Keeps where it came from: the run, attempt and step, the journal, the factory file, the plan, the hashes of the data. "gigafactory promote" lets people have it.',
  run: runPublish,
};

/** Results of an evaluation are a few numbers, without its rows. */
const MOST_EVALUATION_BYTES = 65_536;

async function runPublish(context: Context): Promise<number> {
  const { io, args } = context;
  const precision = readPrecision(args.texts['precision']);
  const evaluation = await readEvaluation(args.texts['evaluation'], io);
  const found = await findRun(args.operands[0]!, io);
  const { run, checkpoint, lineage, evidence } = await trace(context, found);
  const registry = await withRegistry(io);
  const { by, at } = orderNow(context);
  const published = accepted(
    await registry.publish({
      ...{ name: args.texts['name'] ?? run.run.replace(/@\d+$/, ''), precision, by, at },
      ...{ checkpoint: checkpoint.path, licence: args.texts['licence'] ?? null },
      ...{ lineage, evidence, evaluation },
    }),
  );
  print(context, { ...published.facts, folder: published.folder, isNew: published.isNew }, () =>
    showPublished(published, context.paint),
  );
  return EXIT.ok;
}

/** Where a checkpoint of the run came from, and the texts that prove it. */
async function trace(context: Context, { link, run: { run: name } }: FoundRun) {
  const { lineageOf } = await import('@gigafactory/grok/registry');
  const { io } = context;
  const run = accepted(await link.ask((plane) => plane.run(name)));
  const checkpoint = chooseCheckpoint(run, context.args.numbers['checkpoint']);
  const factory = accepted(await link.ask((plane) => plane.factory(name)));
  const { file, text, edits = {} } = factory;
  const plan = unwrap(await io.run('plan', { text, file, edits }), file);
  let journal = '';
  for await (const piece of link.whole((plane) => plane.journal(name))) journal += piece;
  const job = await readJob(run);
  const sources = { run, checkpoint, factory, journal, job, plan: toJson(plan) };
  const evidence: Publication['evidence'] = new Map([
    ['lineage/factory.yaml', text],
    ['lineage/job.json', job],
    ['lineage/journal.jsonl', journal],
  ]);
  return { run, checkpoint, lineage: lineageOf(sources), evidence };
}

/** @throws InputError `checkpoint.none`, `checkpoint.unknown` */
function chooseCheckpoint(run: RunDetail, step: number | undefined) {
  const kept = run.checkpoints.filter(({ state }) => state === 'kept');
  const chosen = step === undefined ? kept.at(-1) : kept.find((each) => each.step === step);
  if (chosen) return chosen;
  if (kept.length === 0)
    throw inputError('checkpoint.none', `The run "${run.run}" has no checkpoint that is kept.`);
  const steps = kept.map((each) => each.step).join(', ');
  throw inputError(
    'checkpoint.unknown',
    `The run "${run.run}" keeps no checkpoint of step ${step}; it keeps those of ${steps}.`,
  );
}

async function readJob(run: RunDetail): Promise<string> {
  const path = join(run.folder, 'job.json');
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw inputError(
      'run.folder',
      `${path}, which the run was started with, cannot be read (${code}).`,
    );
  }
}

function readPrecision(text = 'F16'): Publication['precision'] {
  if (text === 'F16' || text === 'F32') return text;
  throw inputError('usage.precision', `--precision is F16 or F32, not "${text}".`);
}

async function readEvaluation(
  name: string | undefined,
  io: Io,
): Promise<Publication['evaluation']> {
  if (name === undefined) return null;
  const text = await readInput(name, io, MOST_EVALUATION_BYTES);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw inputError(
    'evaluation.json',
    `"${name}" is no JSON object, as "gigafactory evaluate --json" prints one.`,
  );
}
