import { open, realpath, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { replaceFile, type Written } from '@gigafactory/server/document';
import { inputError } from './failure.ts';
import type { Io } from './io.ts';

/**
 * Writes to a file named by the user. An existing file is replaced once the new one is safely on disk
 * next to it, and is left untouched if that fails; it keeps its mode and owner.
 * @throws InputError `file.write`
 */
export async function writeOutput(name: string, text: Written, io: Io): Promise<void> {
  const path = resolve(io.cwd, name);
  try {
    const there = await stat(path).catch(noneIfMissing);
    // A device or a pipe is written to directly: replacing it by a file is not what the user wants.
    if (there && !there.isFile()) await writeFile(path, text);
    else if (there) await replaceFile(await realpath(path), text, there);
    else await replaceFile(path, text);
  } catch (error) {
    throw writeError(error, name);
  }
}

/**
 * Refuses to replace a file that does not begin as `own` says, so that a slip of the hand costs nobody a file of another
 * kind. A file that is not there, an empty one, a device and a pipe may be written to.
 * @throws InputError `file.folder`, `file.exists`, `file.write`
 */
export async function refuseToReplace(name: string, own: RegExp, io: Io): Promise<void> {
  const path = resolve(io.cwd, name);
  try {
    const there = await stat(path).catch(noneIfMissing);
    if (there?.isDirectory())
      throw inputError('file.folder', `"${name}" is a folder; name a file.`);
    if (!there?.isFile() || there.size === 0) return;
    if (!own.test(await beginningOf(path))) {
      const message = `"${name}" is there already and is no report; name another file, or replace it with --force.`;
      throw inputError('file.exists', message);
    }
  } catch (error) {
    throw writeError(error, name);
  }
}

const BEGINNING_BYTES = 2000;

async function beginningOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING_BYTES), 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** An error of the system as one of input; any other as it is. */
function writeError(error: unknown, name: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined
    ? error
    : inputError('file.write', `"${name}" could not be written (${code}).`);
}

function noneIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
