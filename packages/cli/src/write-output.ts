import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { inputError } from './failure.ts';
import type { Io } from './io.ts';

/**
 * Writes a text to a file that a person named.
 * @throws InputError `file.write`
 */
export async function writeOutput(name: string, text: string, io: Io): Promise<void> {
  try {
    await writeFile(resolve(io.cwd, name), text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw inputError('file.write', `"${name}" could not be written (${code}).`);
  }
}
