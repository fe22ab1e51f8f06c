import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { inputError } from './failure.ts';
import type { Io } from './io.ts';

/** A text, or bytes in pieces. */
type Written = string | AsyncIterable<Uint8Array>;

/**
 * Writes to a file named by the user. An existing file is replaced once the new one is safely on disk
 * next to it, and is left untouched if that fails; it keeps its mode.
 * @throws InputError `file.write`
 */
export async function writeOutput(name: string, text: Written, io: Io): Promise<void> {
  const path = resolve(io.cwd, name);
  try {
    const there = await stat(path).catch(noneIfMissing);
    // A device or a pipe is written to directly: replacing it by a file is not what the user wants.
    if (there && !there.isFile()) await writeFile(path, text);
    else if (there) await replace(await realpath(path), text, there.mode & 0o7777);
    else await replace(path, text);
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

async function replace(path: string, text: Written, mode?: number): Promise<void> {
  const beside = join(dirname(path), `.gigafactory-${randomUUID()}`);
  try {
    await writeSafely(beside, text, mode);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function writeSafely(path: string, text: Written, mode?: number): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await writeFile(file, text);
    if (mode !== undefined) await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}
