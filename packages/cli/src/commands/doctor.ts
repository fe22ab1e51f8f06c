import { resolve } from 'node:path';
import type { DesiredRun } from '@gigafactory/core/api';
import type { Examined, Patient } from '@gigafactory/server/doctor';
import type { NamedText } from '../beside.ts';
import { type Command, type Context, EDITS, FILE, RUN } from '../command.ts';
import { readEdits, readFactory, unwrap } from '../factory-text.ts';
import { EXIT, InputError, inputError } from '../failure.ts';
import { showExamined, showVerdict, worstOf } from '../show/doctor.ts';
import { hasSite, SITE, withSite } from '../site-options.ts';
import { toJson } from '../text/json.ts';
import { printable } from '../text/paint.ts';
import { isYes } from './verbs.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Look at this machine or a cluster before the first run: what will not work, and why',
  operands: [{ ...FILE, optional: true }],
  options: {
    ...RUN,
    ...SITE,
    jobs: { kind: 'flag', summary: 'Start a job of a few seconds on the nodes without asking' },
    ...EDITS,
  },
  about:
    'Without FILE and --engine it looks at this machine alone. Nothing is started and nothing is changed, unless a job may be. Exits with 1 if something will not work.',
  run: runDoctor,
};

/** A run that any site can run, to look at one of which there is no file yet. */
const ANY_RUN = `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 8 }
engine: { kind: local, nodes: 1 }
runs:
  any:
    model: llama3-8b
    gpus: 8
    tokens: 1B
    globalBatch: 8
    sequenceLength: 128
    strategy: { tp: 8, pp: 1, cp: 1, microBatch: 1, recompute: full, sharding: none }
    program: { command: [gigafactory-trainer] }
`;

async function runDoctor(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const isJson = args.flags.has('json');
  const run = await runOf(withSite(context));
  const patient: Patient = { env: io.env, mayTry: mayTry(context), ...(run ? { run } : {}) };
  const parts: Examined[] = [];
  for await (const part of io.examine(patient)) {
    parts.push(part);
    if (!isJson) io.stdout.write(`${showExamined(part, paint).map(printable).join('\n')}\n`);
  }
  const verdict = worstOf(parts);
  if (isJson) io.stdout.write(toJson({ verdict, parts }));
  else io.stdout.write(`${printable(showVerdict(parts, paint))}\n`);
  return verdict === 'broken' ? EXIT.fails : EXIT.ok;
}

/** The run of the file or, without one, any run on the site of the options. */
async function runOf(context: Context): Promise<Patient['run']> {
  const { io, args } = context;
  const [file] = args.operands;
  if (file !== undefined) {
    const factory = await readFactory(context);
    const desired = await desire(context, factory);
    return { desired, ...(file === '-' ? {} : { file: resolve(io.cwd, file) }) };
  }
  if (args.texts['engine'] !== undefined) return { desired: await anyRun(context) };
  if (hasSite(args) || args.lists['set'] || args.texts['run'] !== undefined) {
    const message =
      'Without FILE, name the engine to look at with --engine; the other options say more of it.';
    throw inputError('doctor.engine', message);
  }
  return undefined;
}

async function anyRun({ io, args }: Context): Promise<DesiredRun> {
  const given = readEdits(args.lists['set'] ?? []);
  const isCluster = args.texts['engine'] !== 'local';
  // Nothing says yet how many GPUs a node has.
  const edits = { ...(isCluster ? { 'engine.gpusPerNode': '1' } : {}), ...given };
  const answer = await io.run('desired', { text: ANY_RUN, file: 'any', edits });
  if (answer.ok) return answer.value;
  // The lines of a file that you did not write would say nothing.
  throw new InputError(answer.problems.map(({ at: _, ...problem }) => problem));
}

async function desire({ io, args }: Context, factory: NamedText): Promise<DesiredRun> {
  const { run } = args.texts;
  const request = { ...factory, ...(run === undefined ? {} : { run }) };
  return unwrap(await io.run('desired', request), factory.file);
}

function mayTry({ io, args }: Context): Patient['mayTry'] {
  return async (nodes) => {
    if (args.flags.has('jobs')) return true;
    if (!io.ask || args.flags.has('json')) return false;
    const some = nodes.length > 4 ? `${nodes.slice(0, 3).join(', ')}, …` : nodes.join(', ');
    const count = nodes.length === 1 ? 'one node' : `${nodes.length} nodes`;
    return isYes(await io.ask(`Start a job of a few seconds on ${count} (${some})? [y/N] `));
  };
}
