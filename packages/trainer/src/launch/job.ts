import { readFileSync } from 'node:fs';
import type { DecoderShape } from '../decoder/index.ts';
import { FIRST_MERGE } from '../tokenizer/index.ts';
import { Fields, isRecord, LaunchError } from './problems.ts';

const FORMAT = 'gigafactory-job';
const VERSION = 1;

/** What is to be trained, as job.json says it. */
export interface Job {
  readonly run: string;
  readonly model: DecoderShape;
  /** Tokens in a sequence. */
  readonly sequence: number;
  /** Sequences in a step. */
  readonly globalBatch: number;
  /** Sequences in a micro-batch. */
  readonly microBatch: number;
  readonly steps: number;
  readonly seed: number;
}

/** Reads job.json. Throws a `LaunchError` that names all that is wrong with it. */
export function readJob(path: string): Job {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new LaunchError([`${path}: ${error instanceof Error ? error.message : error}`]);
  }
  if (!isRecord(parsed) || parsed['format'] !== FORMAT)
    throw new LaunchError([`${path} is no ${FORMAT}`]);
  if (parsed['version'] !== VERSION)
    throw new LaunchError([`${path} has version ${parsed['version']}; this program reads 1`]);
  const problems: string[] = [];
  const job = parseJob(parsed, problems);
  if (problems.length > 0) throw new LaunchError(problems.map((problem) => `${path}: ${problem}`));
  return job;
}

function parseJob(values: Record<string, unknown>, problems: string[]): Job {
  // The rest of the file is for other programs: `stepTime` is what the plan foretells.
  const fields = new Fields(values);
  const job: Job = {
    run: fields.text('run'),
    model: parseShape(fields.raw('model'), problems),
    sequence: fields.count('sequenceLength', 2),
    globalBatch: fields.count('globalBatch', 1),
    microBatch: fields.count('microBatch', 1),
    steps: fields.count('steps', 1),
    seed: fields.count('seed', 0),
  };
  if (job.globalBatch % job.microBatch !== 0)
    fields.refuse('globalBatch', job.globalBatch, `a multiple of microBatch ${job.microBatch}`);
  checkStrategy(fields.raw('strategy'), problems);
  problems.push(...fields.problems);
  return job;
}

function parseShape(value: unknown, problems: string[]): DecoderShape {
  if (!isRecord(value)) problems.push('model is missing');
  const model = isRecord(value) ? value : {};
  const fields = new Fields(model, 'model.');
  const shape: DecoderShape = {
    layers: fields.count('layers', 1),
    hidden: fields.count('hidden', 1),
    heads: fields.count('heads', 1),
    kvHeads: fields.count('kvHeads', 1),
    headSize: fields.count('headDim', 2),
    feedForward: fields.count('ffn', 1),
    vocabulary: fields.count('vocab', FIRST_MERGE),
    tied: fields.flag('tied'),
  };
  if (shape.heads % shape.kvHeads !== 0)
    fields.refuse('kvHeads', shape.kvHeads, `a divisor of heads ${shape.heads}`);
  if (shape.headSize % 2 !== 0) fields.refuse('headDim', shape.headSize, 'even');
  for (const [name, only] of Object.entries(ONLY)) {
    const given = model[name];
    if (given !== undefined && given !== only) fields.refuse(name, given, `${only} here`);
  }
  const { valueDim } = model;
  if (valueDim !== undefined && valueDim !== shape.headSize)
    fields.refuse('valueDim', valueDim, `headDim ${shape.headSize}`);
  problems.push(...fields.problems);
  return shape;
}

/** What makes a model another one than a plain Llama: latent attention, windows, experts, MLPs without a gate. */
const ONLY: Readonly<Record<string, number>> = {
  queryRank: 0,
  keyValueRank: 0,
  ropeDim: 0,
  windowLayers: 0,
  mlpMatrices: 3,
  experts: 0,
  mtpLayers: 0,
};

/** Ranks share the batch and nothing else: each holds the whole model. */
function checkStrategy(value: unknown, problems: string[]): void {
  if (value === undefined) return;
  const fields = new Fields(isRecord(value) ? value : {}, 'strategy.');
  for (const name of ['tp', 'pp', 'cp', 'ep']) {
    const degree = fields.raw(name);
    if (degree !== undefined && degree !== 1)
      fields.refuse(name, degree, '1, for each rank holds the whole model');
  }
  problems.push(...fields.problems);
}
