import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A text, or bytes in pieces. */
export type Written = string | AsyncIterable<Uint8Array>;

/** What a file keeps when it is replaced. */
export interface Kept {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes a file at once or not at all: the new one is safely on disk beside the old one before it takes its place.
 * Rejects with the system's error, and then has left everything as it was.
 *
 * @param path not a symbolic link, which would be replaced itself
 * @param kept of the file that is replaced; a new one is as the process makes files
 */
export async function replaceFile(path: string, text: Written, kept?: Kept): Promise<void> {
  const beside = join(dirname(path), `.gigafactory-${randomUUID()}`);
  try {
    await writeSafely(beside, text, kept);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function writeSafely(path: string, text: Written, kept: Kept | undefined): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await writeFile(file, text);
    if (kept) {
      // Before the mode, because it clears some of its bits. Who may not give files away keeps its own.
      await file.chown(kept.uid, kept.gid).catch(ignoreDenied);
      await file.chmod(kept.mode & 0o7777);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

function ignoreDenied(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPERM') throw error;
}

/** From one look at a watched file to the next, ms. */
const EVERY_MS = 500;

/**
 * Calls `changed` soon, and whenever a file has changed, come or gone since, until the returned function is called. It
 * looks twice a second rather than have the system tell: a folder over a network tells nothing, and editors that replace
 * a file leave a watcher with the old one. It keeps no process alive.
 */
export function watchFile(path: string, changed: () => void): () => void {
  // Nothing was seen yet: what happens before the first look counts as well.
  let seen: string | undefined;
  const look = async (): Promise<void> => {
    const now = await stat(path, { bigint: true }).then(
      ({ mtimeNs, size, ino }) => `${mtimeNs} ${size} ${ino}`,
      () => 'gone',
    );
    if (now === seen) return;
    seen = now;
    changed();
  };
  const timer = setInterval(() => void look(), EVERY_MS).unref();
  return () => clearInterval(timer);
}
