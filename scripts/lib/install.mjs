import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, ROOT, runStep } from './step.mjs';

/**
 * The part of a lock file that says what is installed.
 * @typedef {{ readonly version?: string, readonly integrity?: string, readonly link?: boolean, readonly optional?: boolean }} Locked
 * @typedef {{ readonly packages: Readonly<Record<string, Locked>> }} Lock
 */

/**
 * Installs the dependencies when node_modules does not hold what package-lock.json asks for.
 * @returns {Promise<boolean>} false when it failed, with the reason already printed
 */
export async function ensureInstalled() {
  const wanted = readLock('package-lock.json');
  const installed = readLock('node_modules/.package-lock.json');
  if (wanted && installed && isInstalled(wanted, installed)) return true;
  const outcome = await runStep({
    label: 'installing dependencies and building',
    ...npm(['ci', '--include=dev', '--no-audit', '--no-fund']),
    advice:
      'Mend what is reported above, or check that npm\'s registry can be reached ("npm ping"), then try again.',
  });
  return outcome.ok;
}

/**
 * npm writes what it installed to node_modules/.package-lock.json when it has finished, so an
 * interrupted install, a pulled update and a hand-made `npm install` are all told apart.
 * @param {Lock} wanted
 * @param {Lock} installed
 * @returns {boolean}
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, locked]) => {
    // The root entry is the workspace itself; optional ones are builds for other platforms.
    if (path === '' || locked.optional) return true;
    const found = installed.packages[path];
    return (
      found !== undefined &&
      found.version === locked.version &&
      found.integrity === locked.integrity &&
      Boolean(found.link) === Boolean(locked.link)
    );
  });
}

/** @param {string} path from the root @returns {Lock | undefined} */
function readLock(path) {
  const file = join(ROOT, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
