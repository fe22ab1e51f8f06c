import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, win32 } from 'node:path';
import type { FactoryText } from '@gigafactory/core/api';
import {
  type Beside,
  editFactory,
  hardwareFileOf,
  inlineBeside,
  type ModelFile,
  modelFilesOf,
  THIS_MACHINE,
} from '@gigafactory/core/factory';
import { InputError } from './failure.ts';
import type { Io } from './io.ts';
import { calibrate, keepCalibration, readCalibration } from './machine/calibration.ts';
import { readInput } from './read-input.ts';

/** A factory file as a command reads it. */
export interface NamedText extends FactoryText {
  readonly file: string;
  readonly edits: Readonly<Record<string, string>>;
}

/** Ample: a configuration is a page of JSON, a file of hardware a page. */
const MOST_BYTES = 1_000_000;

/**
 * The factory with what it names beside it written into it: its hardware and the configurations of its models.
 * @param name the factory file as it was typed
 * @param measures whether this machine is measured if the file names it and it never was
 * @throws InputError those of `readBeside`, and of `inlineBeside`
 */
export async function withBeside(
  factory: NamedText,
  name: string,
  io: Io,
  measures: boolean,
): Promise<NamedText> {
  const edited = editFactory(factory.text, factory.edits);
  if (!edited.ok) return factory;
  const beside = await readBeside({ ...factory, text: edited.value }, name, io, measures);
  if (Object.keys(beside).length === 0) return factory;
  const whole = inlineBeside(edited.value, beside);
  if (!whole.ok) throw new InputError(whole.problems, factory.file);
  return { ...factory, text: whole.value, edits: {} };
}

/**
 * The texts of what a factory file names: hardware of another file or of this machine, configurations of models. Only
 * files below the folder of the factory file are read, links followed. A machine that was never measured is left out,
 * and the core says so in the plan; with `measures` it is measured now, and the result kept.
 * @param name the factory file as it was typed; standard input has no folder, so that the core refuses what it names
 * @throws InputError `config.outside`, and those of `readInput`, at the place that names the file
 */
export async function readBeside(
  factory: Pick<NamedText, 'text' | 'file'>,
  name: string,
  io: Io,
  measures = false,
): Promise<Beside> {
  const beside: Record<string, string> = {};
  const hardware = hardwareFileOf(factory.text);
  if (hardware?.name === THIS_MACHINE) {
    const measured = await thisMachine(io, measures);
    if (measured !== undefined) beside[THIS_MACHINE] = measured;
  }
  if (name === '-') return beside;
  const files: NamedFile[] = modelFilesOf(factory.text).map(({ file, ...at }) => ({
    name: file,
    ...at,
  }));
  if (hardware && hardware.name !== THIS_MACHINE) files.unshift({ ...hardware, path: 'hardware' });
  for (const file of files) beside[file.name] ??= await readNamed(file, factory.file, name, io);
  return beside;
}

async function thisMachine(io: Io, measures: boolean): Promise<string | undefined> {
  const kept = await readCalibration(io);
  if (kept !== undefined || !measures) return kept;
  const { text } = await calibrate(io);
  await keepCalibration(io, text);
  return text;
}

/** A file that a factory file names, and where. */
interface NamedFile {
  /** As written: `./config.json`. */
  readonly name: string;
  /** In the factory file. */
  readonly path: string;
  readonly at: ModelFile['at'];
}

async function readNamed(
  { name: wanted, path, at }: NamedFile,
  factory: string,
  name: string,
  io: Io,
): Promise<string> {
  try {
    const folder = await realpath(dirname(resolve(io.cwd, name)));
    if (!isBelow(wanted)) throw outside(wanted);
    const beside = join(folder, wanted);
    const real = await realpath(beside).catch(() => undefined);
    if (real !== undefined && relative(folder, real).startsWith('..')) throw outside(wanted);
    return await readInput(relative(io.cwd, real ?? beside), io, MOST_BYTES);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems = error.problems.map((problem) => ({ ...problem, path, at }));
    throw new InputError(problems, factory);
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
