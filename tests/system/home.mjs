import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOf } from './processes.mjs';

/** The process that made it, by pid and start, then the part. */
const NAME = /^gigafactory-system-(\d+)-(\d+)-/;

/**
 * An empty folder for a part of the tests. Those of processes that are gone are removed first: what was killed could
 * not do so itself.
 *
 * @param {string} part
 */
export function makeHome(part) {
  for (const name of readdirSync(tmpdir())) {
    const [, pid, start] = NAME.exec(name) ?? [];
    if (pid === undefined || !isGone(Number(pid), start)) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  const prefix = `gigafactory-system-${process.pid}-${startOf(process.pid)}-${part}-`;
  return mkdtempSync(join(tmpdir(), prefix));
}

/** Whether it is certain that a process has ended. @param {number} pid @param {string | undefined} start */
function isGone(pid, start) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
  const known = startOf(pid);
  return known !== undefined && known !== start;
}
