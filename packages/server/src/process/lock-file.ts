import { linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { z } from 'zod';

/* Files that say in JSON which process holds something. */

/** Puts a draft in its place, unless there is a file; one process only does so, whoever else tries. */
export function isLinked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the file of a holder that is dead, and no other: another process may have taken over since, which
 * `isDead` finds out in the file set aside.
 */
export function discardDead(path: string, aside: string, isDead: (aside: string) => boolean): void {
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (!isDead(aside)) isLinked(aside, path);
  rmSync(aside, { force: true });
}

/** The holder; undefined if nobody holds it, or a crash of the machine cut the file off. */
export function readHolder<Holder>(path: string, shape: z.ZodType<Holder>): Holder | undefined {
  try {
    return shape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const isBroken = error instanceof SyntaxError || error instanceof z.ZodError;
    if (isBroken || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
