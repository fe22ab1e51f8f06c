import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failed, ok, type Result } from '@gigafactory/core/base';

/** Programs that are installed with this one. */
const SHIPPED: ReadonlySet<string> = new Set([
  'gigafactory',
  'gigafactory-trainer',
  'grok-trainer',
]);

export interface ProgramPlace {
  /** Of the factory file: where a relative path begins. */
  readonly folder: string;
  /** The `PATH` of the person who starts the run. */
  readonly path: string;
}

/**
 * Finds the program of a run: an absolute path, one relative to the factory file, a program that ships with
 * this one, or a name on the path. Codes: `program.notFound`, `program.notExecutable`.
 */
export function resolveProgram(
  command: readonly string[],
  { folder, path }: ProgramPlace,
): Result<readonly [string, ...string[]]> {
  const [name, ...rest] = command;
  if (name === undefined) return refuse('program.notFound', 'The command of the program is empty.');
  if (SHIPPED.has(name)) {
    const script = findShipped(name);
    // It is a script of Node's: the Node that runs this one runs it too, whatever the path says.
    if (script !== undefined) return ok([process.execPath, script, ...rest]);
    return refuse('program.notFound', `${name} ships with Gigafactory and is not installed here.`);
  }
  if (name.includes('/')) return resolveFile(isAbsolute(name) ? name : resolve(folder, name), rest);
  for (const each of path.split(delimiter).filter(isAbsolute)) {
    const file = join(each, name);
    if (isExecutable(file)) return ok([file, ...rest]);
  }
  const looked = path === '' ? 'the PATH is empty' : `it was looked for in ${path}`;
  return refuse('program.notFound', `There is no program "${name}": ${looked}.`);
}

function resolveFile(
  file: string,
  rest: readonly string[],
): Result<readonly [string, ...string[]]> {
  if (isExecutable(file)) return ok([file, ...rest]);
  const isThere = statSync(file, { throwIfNoEntry: false }) !== undefined;
  return isThere
    ? refuse('program.notExecutable', `${file} may not be executed: chmod +x it.`)
    : refuse('program.notFound', `There is no program ${file}.`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** npm links the programs of all packages into `node_modules/.bin`, in a folder above this one. */
function findShipped(name: string): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules/.bin', name);
    if (isExecutable(file)) return realpathSync(file);
    if (folder === dirname(folder)) return undefined;
  }
}

function refuse(code: string, message: string): Result<never> {
  return failed({ code, message });
}
