import { isAbsolute, relative } from 'node:path';
import type { Answer, OperationName } from '@gigafactory/core/api';
import { type NamedText, withBeside } from './beside.ts';
import type { Context } from './command.ts';
import { InputError, inputError } from './failure.ts';
import { readInput } from './read-input.ts';

interface Reading {
  /** Measures this machine if the file names it and it was never measured. */
  readonly measures?: boolean;
}

/**
 * The factory file that the first operand names, with the edits of `--set`, and with the
 * configurations of models and the hardware that it names.
 */
export async function readFactory(
  context: Context,
  { measures = false }: Reading = {},
): Promise<NamedText> {
  const { args, io } = context;
  return withBeside(await readWritten(context), args.operands[0]!, io, measures);
}

/** The same without what it names: as it is written, with the edits of `--set` beside it. */
export async function readWritten({ args, io }: Context): Promise<NamedText> {
  const file = args.operands[0]!;
  const edits = readEdits(args.lists['set'] ?? []);
  return { text: await readInput(file, io), file: shortName(file, io.cwd), edits };
}

/** `npm start` passes an absolute path, which is too long to read. */
function shortName(file: string, cwd: string): string {
  const short = relative(cwd, file);
  return isAbsolute(file) && !short.startsWith('..') ? short : file;
}

/** The edits of `--set`. */
export function readEdits(sets: readonly string[]): Record<string, string> {
  return toEdits(sets, '--set', 'PATH=VALUE, as in --set fleet.gpus=50000');
}

/** `PATH=VALUE` each, of an option that takes them. */
export function toEdits(
  sets: readonly string[],
  option: string,
  takes: string,
): Record<string, string> {
  const edits = new Map<string, string>();
  for (const set of sets) {
    const equals = set.indexOf('=');
    const path = set.slice(0, equals).trim();
    const value = set.slice(equals + 1).trim();
    if (equals < 1 || path === '') throw inputError('usage.set', `${option} takes ${takes}.`);
    if (edits.has(path)) throw inputError('usage.set', `${option} gives "${path}" twice.`);
    edits.set(path, value);
  }
  // Not assigned one by one: an edit of "__proto__" would be lost before anything could refuse it.
  return Object.fromEntries(edits);
}

/**
 * The value of an answer.
 * @throws InputError with the answer's problems, located in `file`
 */
export function unwrap<Name extends OperationName>(
  answer: Answer<Name>,
  file: string,
): Extract<Answer<Name>, { ok: true }>['value'] {
  if (!answer.ok) throw new InputError(answer.problems, file);
  return answer.value;
}
