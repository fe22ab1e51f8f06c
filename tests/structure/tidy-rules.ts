import { relativeImports } from './import-rules.ts';
import { dottedName, lineOf, parse, type SyntaxNode, visit } from './syntax.ts';
import { isTest, type SourceFile, type Violation } from './tree.ts';

export const MOST_LINES = 500;
export const MOST_FUNCTION_LINES = 60;
export const MOST_PARAMETERS = 5;

export const FEWEST_LINES = 25;

/** Small files with one reader that stay, each with its reason. */
const WALLS: Readonly<Record<string, string>> = {
  'packages/cli/src/show/power-csv.ts': 'a format of its own, beside the text for people',
  'packages/cli/src/version.ts': 'the one place that reads the manifest of the package',
  'packages/grok/src/assistant/retrieval/worker.ts': 'the program of a thread, entered by its path',
  'packages/grok/src/servers/worker.ts': 'the program of a thread, entered by its path',
  'packages/server/src/threads/worker.ts': 'the program of a thread, entered by its path',
};

const LEFT_OVER = /\b(TO[D]O|FIX[M]E|X[X]X)\b/;
const SILENCED = /@ts-(ignore|nocheck|expect-error)/;
/** A path of one developer's machine; `https://site/home/x` and `../tmp/x` are not. */
const PRIVATE_PATH = /(?<![\w.)}/-])\/(home|Users|root|tmp|work)\/[\w.-]+/;

export function findLongFiles(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const lines = countLines(file);
    const message = `has ${lines} lines of at most ${MOST_LINES}: split it by idea`;
    return lines > MOST_LINES ? [{ path: file.path, message }] : [];
  });
}

/**
 * Files too small to stand alone: read by one other file, which is no index, and without a test of their own.
 * What an index reads is a part that the room offers or a row of its table.
 */
export function findCrumbs(files: readonly SourceFile[]): Violation[] {
  const readers = new Map<string, string[]>();
  for (const file of files) {
    for (const path of new Set(relativeImports(file))) {
      readers.set(path, [...(readers.get(path) ?? []), file.path]);
    }
  }
  return files.flatMap((file) => {
    const [reader, ...others] = readers.get(file.path) ?? [];
    if (reader === undefined || others.length > 0 || /\/index\.tsx?$/.test(reader)) return [];
    const lines = countLines(file);
    if (lines > FEWEST_LINES || /\/index\.tsx?$/.test(file.path) || file.path in WALLS) return [];
    return [
      { path: file.path, message: `has ${lines} lines and one reader: move it into ${reader}` },
    ];
  });
}

export function findLongFunctions(file: SourceFile): Violation[] {
  const violations: Violation[] = [];
  visit(parse(file).program, (node) => {
    if (!/Function/.test(node.type) || node.type.startsWith('TS')) return;
    const first = lineOf(file, node.start);
    const lines = lineOf(file, node.end) - first + 1;
    if (lines <= MOST_FUNCTION_LINES) return;
    const message = `has a function of ${lines} lines of at most ${MOST_FUNCTION_LINES}`;
    violations.push({ path: `${file.path}:${first}`, message });
  });
  return violations;
}

/** Functions, methods, constructors and their types, by what a caller has to put in order. */
export function findLongParameterLists(file: SourceFile): Violation[] {
  const violations: Violation[] = [];
  visit(parse(file).program, (node, parent) => {
    const { params } = node;
    if (/^TSTypeParameter/.test(node.type) || !Array.isArray(params)) return;
    if (params.length <= MOST_PARAMETERS) return;
    const name = nameOf(node) ?? (parent && nameOf(parent)) ?? 'a function';
    const message = `gives ${name} ${params.length} parameters of at most ${MOST_PARAMETERS}: name them in an object`;
    violations.push({ path: `${file.path}:${lineOf(file, node.start)}`, message });
  });
  return violations;
}

/** Notes to oneself, and comments that switch the compiler off. */
export function findLeftOvers(file: SourceFile): Violation[] {
  const comments = file.path.endsWith('.css') ? [file.text] : parse(file).comments;
  return comments.flatMap((comment) => {
    const found = LEFT_OVER.exec(comment) ?? SILENCED.exec(comment);
    return found ? [{ path: file.path, message: `says ${found[0]}: do it or leave it out` }] : [];
  });
}

export function findEscapes(file: SourceFile): Violation[] {
  const violations: Violation[] = [];
  const report = (node: SyntaxNode, message: string): void => {
    violations.push({ path: `${file.path}:${lineOf(file, node.start)}`, message });
  };
  visit(parse(file).program, (node) => {
    if (node.type === 'TSAnyKeyword') report(node, 'uses any: name the type or use unknown');
    if (node.type === 'ExportDefaultDeclaration' && !/\.config\.m?ts$/.test(file.path)) {
      report(node, 'has a default export: export by name');
    }
  });
  return violations;
}

export function findPrivatePaths(file: SourceFile): Violation[] {
  return file.text.split('\n').flatMap((line, index) => {
    const found = PRIVATE_PATH.exec(line);
    if (!found) return [];
    return [{ path: `${file.path}:${index + 1}`, message: `names a private path: ${found[0]}` }];
  });
}

/** A test asserts by itself or through a file beside it that does. */
export function findSilentTests(files: readonly SourceFile[]): Violation[] {
  const asserting = new Set(files.filter(asserts).map((file) => file.path));
  return files
    .filter(({ path }) => /\.(test|e2e)\.tsx?$/.test(path) && !asserting.has(path))
    .filter((file) => !relativeImports(file).some((path) => asserting.has(path)))
    .map(({ path }) => ({ path, message: 'asserts nothing: a test that cannot fail' }));
}

/** Files that no entry leads to, tests aside. */
export function findDeadFiles(files: readonly SourceFile[], entries: RegExp): Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const walk = (path: string): void => {
    const file = byPath.get(path);
    if (!file || reached.has(path)) return;
    reached.add(path);
    relativeImports(file).forEach(walk);
  };
  for (const path of byPath.keys()) if (entries.test(path)) walk(path);
  return files
    .filter(({ path }) => !reached.has(path) && !isTest(path))
    .map(({ path }) => ({ path, message: 'is reached from no entry: use it or delete it' }));
}

/** Of a declaration, or of what holds a function: `f` in `const f = …`, `{ f: … }` and `f() {}`. */
function nameOf(node: SyntaxNode): string | undefined {
  return dottedName(node['id'] ?? node['key']);
}

function countLines(file: SourceFile): number {
  return file.text.trimEnd().split('\n').length;
}

function asserts(file: SourceFile): boolean {
  let found = false;
  visit(parse(file).program, (node) => {
    if (node.type === 'Identifier' && /^(expect|assert|runConformance)$/.test(String(node['name'])))
      found = true;
  });
  return found;
}
