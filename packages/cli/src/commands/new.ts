import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Operations } from '@gigafactory/core/api';
import type { Problem } from '@gigafactory/core/base';
import type { Command, Context } from '../command.ts';
import { EXIT, InputError, inputError } from '../failure.ts';
import { writeOutput } from '../write-output.ts';
import { print } from './print.ts';

type Answers = Operations['begin']['input'];
type Wanted = Operations['begin']['output']['wanted'];
type Key = keyof Wanted;

/** Questions, in the order in which they are asked. */
const QUESTIONS: Readonly<Record<Key, string>> = {
  gpu: 'GPU ("gigafactory catalogue gpu" lists them)',
  gpus: 'How many GPUs',
  model: 'Model ("gigafactory catalogue model" lists them)',
  tokens: 'Tokens to train on',
};
const KEYS = Object.keys(QUESTIONS) as readonly Key[];

export const newFactory: Command = {
  name: 'new',
  summary: 'Write a factory file of five lines, asking for what is not given',
  operands: [],
  options: {
    gpu: { kind: 'text', value: 'NAME', summary: 'The GPU, by its name in the catalogue' },
    gpus: { kind: 'text', value: 'N', summary: 'How many of them' },
    model: { kind: 'text', value: 'NAME', summary: 'The model to train, by its name there' },
    tokens: { kind: 'text', value: 'N', summary: 'Tokens to train on, such as 15B' },
    start: { kind: 'text', value: 'DATE', summary: 'The first day of training; no dates without' },
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
  const { start } = args.texts;
  const file = out === undefined ? {} : { file: out };
  const begun = await io.run('begin', {
    ...wanted,
    ...(start === undefined ? {} : { start }),
    ...file,
  });
  if (!begun.ok) throw new InputError(begun.problems.map(inOption));
  const { text } = begun.value;
  if (out === undefined) print(context, { text }, () => text.trimEnd().split('\n'));
  else {
    await writeOutput(out, text, io);
    print(context, { file: out, text }, () => [`${out} is written. Next: gigafactory plan ${out}`]);
  }
  return EXIT.ok;
}

/** The options and, on a terminal, answers to the questions they leave open; undefined at the end of input. */
async function answers(context: Context): Promise<Answers | undefined> {
  const { io, args } = context;
  const missing = KEYS.filter((key) => args.texts[key] === undefined);
  if (missing.length > 0 && !io.ask) {
    const options = missing.map((key) => `--${key} ${newFactory.options[key]!.value}`);
    throw inputError(
      'usage.missing',
      `Without a terminal to ask on, "gigafactory new" needs ${options.join(', ')}.`,
    );
  }
  let known: Answers = {};
  for (const key of KEYS) {
    const value = args.texts[key] ?? (await askUntilRight(key, known, context));
    if (value === undefined) return undefined;
    known = { ...known, [key]: value };
  }
  return known;
}

/** Repeats the question until the answer is valid, saying what is wrong. */
async function askUntilRight(
  key: Key,
  known: Answers,
  { io }: Context,
): Promise<string | undefined> {
  const begun = await io.run('begin', known);
  const proposed = begun.ok ? begun.value.wanted[key] : '';
  for (;;) {
    const answer = await io.ask?.(`${QUESTIONS[key]} [${proposed}]: `);
    if (answer === undefined) return undefined;
    const value = answer.trim() || proposed;
    const tried = await io.run('begin', { ...known, [key]: value });
    const problem = tried.ok ? undefined : tried.problems.find(({ path }) => path === key);
    if (!problem) return value;
    io.stderr.write(
      `  ${problem.message}${problem.nearest ? ` Did you mean "${problem.nearest}"?` : ''}\n`,
    );
  }
}

/** At the option that gave the answer. */
function inOption({ path, ...problem }: Problem): Problem {
  return { ...problem, ...(path === undefined ? {} : { path: `--${path}` }) };
}

async function refuseExisting(name: string, { io }: Context): Promise<void> {
  const isThere = await access(resolve(io.cwd, name)).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw inputError('file.exists', `"${name}" already exists; give --out another name.`);
}
