import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A file of the project; `path` is relative to the root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A broken rule, in words a person can act on. */
export interface Violation {
  readonly path: string;
  readonly message: string;
}

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', '.git', '.cache']);
const cache = new Map<string, readonly SourceFile[]>();

/** Every file below a folder whose name ends in one of the extensions. */
export function readTree(folder: string, extensions: readonly string[]): readonly SourceFile[] {
  const key = `${folder}:${extensions.join()}`;
  const before = cache.get(key);
  if (before) return before;
  const files = pathsBelow(folder)
    .filter((path) => extensions.some((extension) => path.endsWith(extension)))
    .map((path) => ({ path, text: readFileSync(`${ROOT}/${path}`, 'utf8') }));
  cache.set(key, files);
  return files;
}

/** TypeScript of the packages, tests included. */
export function packageSources(): readonly SourceFile[] {
  return readTree('packages', ['.ts', '.tsx']).filter(({ path }) => path.includes('/src/'));
}

/** A test, or what only tests read: made-up input (`x.fixture.ts`), known answers (`x.reference.ts`). */
export function isTest(path: string): boolean {
  return /\.(test|e2e|fixture|reference)\.tsx?$/.test(path);
}

/** Where a relative import leads, from the root. */
export function resolveImport(from: string, specifier: string): string {
  // A worker or a program is entered by the path that it has once compiled.
  return posix.normalize(posix.join(dirname(from), specifier)).replace(/\.js$/, '.ts');
}

export function showViolations(violations: readonly Violation[]): string {
  const lines = violations.slice(0, MOST_SHOWN).map(({ path, message }) => `${path}: ${message}`);
  const rest = violations.length - lines.length;
  return [...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
}

/** One upward import closes dozens of circles: the first few say it all. */
const MOST_SHOWN = 20;

function pathsBelow(folder: string): string[] {
  return readdirSync(`${ROOT}/${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : pathsBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
