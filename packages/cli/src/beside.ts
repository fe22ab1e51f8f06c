import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, win32 } from 'node:path';
import type { FactoryText } from '@gigafactory/core/api';
import {
  editFactory,
  inlineModelFiles,
  type ModelFile,
  modelFilesOf,
} from '@gigafactory/core/factory';
import { InputError } from './failure.ts';
import type { Io } from './io.ts';
import { readInput } from './read-input.ts';

/** A factory file as a command reads it. */
export interface NamedText extends FactoryText {
  readonly file: string;
  readonly edits: Readonly<Record<string, string>>;
}

/** Ample, for a configuration is a page of JSON. */
const MOST_BYTES = 1_000_000;

/**
 * The factory with the configurations that it names (`model: ./config.json`) written into it. Only
 * files below the folder of the factory file are read, links followed.
 * @param name the factory file as it was typed
 * @throws InputError `config.outside`, those of `readInput` and of `inlineModelFiles`
 */
export async function withModelFiles(factory: NamedText, name: string, io: Io): Promise<NamedText> {
  const edited = editFactory(factory.text, factory.edits);
  const files = edited.ok ? modelFilesOf(edited.value) : [];
  // Standard input has no folder; the core refuses the configuration and says so.
  if (!edited.ok || files.length === 0 || name === '-') return factory;
  const configs: Record<string, string> = {};
  for (const { file, ...place } of files) {
    configs[file] ??= await readBeside({ name: file, ...place }, factory, name, io, MOST_BYTES);
  }
  const inlined = inlineModelFiles(edited.value, configs);
  if (!inlined.ok) throw new InputError(inlined.problems, factory.file);
  return { ...factory, text: inlined.value, edits: {} };
}

/** A file that a factory file names, and where. */
interface NamedFile {
  /** As written: `./config.json`. */
  readonly name: string;
  /** In the factory file. */
  readonly path: string;
  readonly at: ModelFile['at'];
}

/**
 * The text of a file that a factory file names, from below its folder.
 * @param name the factory file as it was typed
 * @throws InputError `config.outside`, and those of `readInput`, at the place that names the file
 */
export async function readBeside(
  file: NamedFile,
  factory: NamedText,
  name: string,
  io: Io,
  most: number,
): Promise<string> {
  const { path, at } = file;
  try {
    const folder = await realpath(dirname(resolve(io.cwd, name)));
    if (!isBelow(file.name)) throw outside(file.name);
    const wanted = join(folder, file.name);
    const real = await realpath(wanted).catch(() => undefined);
    if (real !== undefined && relative(folder, real).startsWith('..')) throw outside(file.name);
    return await readInput(relative(io.cwd, real ?? wanted), io, most);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems = error.problems.map((problem) => ({ ...problem, path, at }));
    throw new InputError(problems, factory.file);
  }
}

/** Whether the path as written leads downwards, in the spelling of any system. */
function isBelow(file: string): boolean {
  if (isAbsolute(file) || win32.isAbsolute(file) || file.includes('\\')) return false;
  return !file.split('/').includes('..');
}

function outside(file: string): InputError {
  const message = `"${file}" is not below the folder of the factory file, the only place that is read; copy it there.`;
  return new InputError([{ code: 'config.outside', message }]);
}
