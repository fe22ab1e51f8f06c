import { mkdir, mkdtemp, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Why a folder cannot be written to, in the system's words; undefined if it can. It is made where it is absent, and
 * tried, for permissions alone do not say: the disk may be full or read-only.
 */
export async function whyUnwritable(folder: string): Promise<string | undefined> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rmdir(await mkdtemp(join(folder, '.check-')));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
