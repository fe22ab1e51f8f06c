import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Problem } from '@gigafactory/core/base';
import type { Command, Context } from '../command.ts';
import { unwrap } from '../factory-text.ts';
import { EXIT, InputError, inputError } from '../failure.ts';
import { PROPOSED, type Wanted, writeFactory } from '../new-factory.ts';
import { writeOutput } from '../write-output.ts';
import { print } from './print.ts';

type Key = keyof Wanted;

/** Questions, in the order in which they are asked. */
const QUESTIONS: Readonly<Record<Key, string>> = {
  gpu: 'GPU ("gigafactory catalogue gpu" lists them)',
  gpus: 'How many GPUs',
  model: 'Model ("gigafactory catalogue model" lists them)',
  tokens: 'Tokens to train on',
};
const KEYS = Object.keys(QUESTIONS) as readonly Key[];

/** Where the answer to a question stands in the file that is written. */
const PATHS: Readonly<Record<Key, RegExp>> = {
  gpu: /^hardware\b/,
  gpus: /^fleet\b/,
  // If nothing fits the GPU, the model is to blame rather than the tokens.
  model: /^runs\.train(?:\.model)?$/,
  tokens: /^runs\.train\.tokens$/,
};

export const newFactory: Command = {
  name: 'new',
  summary: 'Write a factory file of five lines, asking for what is not given',
  operands: [],
  options: {
    gpu: { kind: 'text', value: 'NAME', summary: 'The GPU, by its name in the catalogue' },
    gpus: { kind: 'text', value: 'N', summary: 'How many of them' },
    model: { kind: 'text', value: 'NAME', summary: 'The model to train, by its name there' },
    tokens: { kind: 'text', value: 'N', summary: 'Tokens to train on, such as 15B' },
    out: { kind: 'text', value: 'FILE', summary: 'Write to this new file instead of printing' },
  },
  about:
    'It asks only on a terminal. The file can be planned as it is; every value that it leaves out has a default, which "gigafactory explain" shows.',
  run: runNew,
};

async function runNew(context: Context): Promise<number> {
  const { io, args } = context;
  const { out } = args.texts;
  if (out !== undefined) await refuseExisting(out, context);
  const wanted = await answers(context);
  if (!wanted)
    throw inputError('usage.missing', 'Not every question was answered, so nothing was written.');
  const text = writeFactory(wanted, out ?? 'FILE');
  const problems = await problemsOf(text, context);
  if (problems.length > 0) throw new InputError(problems.map(inOption));
  if (out === undefined) print(context, { text }, () => text.trimEnd().split('\n'));
  else {
    await writeOutput(out, text, io);
    print(context, { file: out, text }, () => [`${out} is written. Next: gigafactory plan ${out}`]);
  }
  return EXIT.ok;
}

/** The options and, on a terminal, answers to the questions they leave open; undefined at the end of input. */
async function answers(context: Context): Promise<Wanted | undefined> {
  const { io, args } = context;
  const missing = KEYS.filter((key) => args.texts[key] === undefined);
  if (missing.length > 0 && !io.ask) {
    const options = missing.map((key) => `--${key} ${newFactory.options[key]!.value}`);
    throw inputError(
      'usage.missing',
      `Without a terminal to ask on, "gigafactory new" needs ${options.join(', ')}.`,
    );
  }
  let known: Partial<Wanted> = {};
  for (const key of KEYS) {
    const value = args.texts[key] ?? (await askUntilRight(key, known, context));
    if (value === undefined) return undefined;
    known = { ...known, [key]: value };
  }
  return known as Wanted;
}

/** Repeats the question until the answer is valid, saying what is wrong. */
async function askUntilRight(
  key: Key,
  known: Partial<Wanted>,
  context: Context,
): Promise<string | undefined> {
  const { io } = context;
  const proposed = PROPOSED[key](known);
  for (;;) {
    const answer = await io.ask?.(`${QUESTIONS[key]} [${proposed}]: `);
    if (answer === undefined) return undefined;
    const value = answer.trim() || proposed;
    const problems = await problemsOf(
      writeFactory(filled({ ...known, [key]: value }), 'FILE'),
      context,
    );
    const problem = problems.find(({ path = '' }) => PATHS[key].test(path));
    if (!problem) return value;
    io.stderr.write(
      `  ${problem.message}${problem.nearest ? ` Did you mean "${problem.nearest}"?` : ''}\n`,
    );
  }
}

/** The answers so far, with proposals for what is not known yet. */
function filled(known: Partial<Wanted>): Wanted {
  const all: { -readonly [Key in keyof Wanted]?: string } = { ...known };
  for (const key of KEYS) all[key] ??= PROPOSED[key](all);
  return all as Wanted;
}

async function problemsOf(text: string, { io }: Context): Promise<readonly Problem[]> {
  return unwrap(await io.run('check', { text }), '').problems;
}

/** No person wrote the text, so a problem is located at the option, not at a line. */
function inOption({ at: _, path = '', ...problem }: Problem): Problem {
  const key = KEYS.find((each) => PATHS[each].test(path));
  return { ...problem, ...(key ? { path: `--${key}` } : {}) };
}

async function refuseExisting(name: string, { io }: Context): Promise<void> {
  const isThere = await access(resolve(io.cwd, name)).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw inputError('file.exists', `"${name}" already exists; give --out another name.`);
}
