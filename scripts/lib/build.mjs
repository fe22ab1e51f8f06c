import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npm, ROOT, runStep } from './step.mjs';

const STAMP = join(ROOT, '.cache/build-stamp');
const OUTPUTS = [
  'packages/cli/dist/main.js',
  'packages/trainer/dist/main.js',
  'packages/console/dist/index.html',
];
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist']);

/**
 * Builds the packages when a source changed since the last build or an output is missing.
 * @returns {Promise<boolean>} false when it failed, with the reason already printed
 */
export async function ensureBuilt() {
  const stamp = sourceStamp();
  const current = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp;
  if (current && OUTPUTS.every((path) => existsSync(join(ROOT, path)))) return true;
  const outcome = await runStep({
    label: 'building',
    ...npm(['run', 'build']),
    advice: 'Fix what is reported above ("npm run check" tells more), then try again.',
  });
  if (!outcome.ok) return false;
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, stamp);
  return true;
}

/** @returns {string} a digest over everything that the build reads */
function sourceStamp() {
  const hash = createHash('sha256');
  const files = ['package-lock.json', 'tsconfig.base.json', ...filesBelow('packages')];
  for (const path of files.sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} folder from the root @returns {string[]} */
function filesBelow(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : filesBelow(path);
    return entry.isFile() && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}
