import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isNode, parse, visit } from './syntax.ts';
import { packageSources, ROOT, resolveImport, type SourceFile } from './tree.ts';

/** What a file loads as it starts: no types, and nothing that is imported only when it is needed. */
function loadedBy(file: SourceFile): string[] {
  const found: string[] = [];
  visit(parse(file).program, (node) => {
    if (!/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) return;
    const source = node['source'];
    const isType = node['importKind'] === 'type' || node['exportKind'] === 'type';
    if (!isType && isNode(source)) found.push(String(source['value']));
  });
  return found;
}

/** What a file loads, however far down: sources of ours by path, packages from outside by name. */
interface Loaded {
  readonly sources: ReadonlySet<string>;
  readonly libraries: ReadonlySet<string>;
}

function loadedFrom(start: string, files: readonly SourceFile[]): Loaded {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const sources = new Set<string>();
  const libraries = new Set<string>();
  const open = [start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (sources.has(path)) continue;
    sources.add(path);
    const file = byPath.get(path);
    if (!file) throw new Error(`${path} is no source`);
    for (const specifier of loadedBy(file)) {
      const own = /^@gigafactory\/(\w+)(\/[\w-]+)?$/.exec(specifier);
      if (specifier.startsWith('.')) open.push(resolveImport(path, specifier));
      else if (own) open.push(doorOf(own[1]!, own[2] ?? ''));
      else if (!specifier.startsWith('node:')) libraries.add(specifier);
    }
  }
  return { sources, libraries };
}

/** The file behind a name such as `@gigafactory/core/journal`, as the manifest says. */
function doorOf(pkg: string, door: string): string {
  const folder = `packages/${pkg}`;
  const { exports } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  return posix.join(folder, exports[`.${door}`].source);
}

describe('what the command line loads before it knows the command', () => {
  it('is found through packages, but not through types and what is loaded later', () => {
    const file = (path: string, text: string) => ({ path, text });
    const files = [
      file(
        'packages/cli/src/main.ts',
        "import './a.ts'; import type { T } from 'types'; await import('later');",
      ),
      file('packages/cli/src/a.ts', "export { b } from '@gigafactory/core/base'; import 'c';"),
      file('packages/core/src/base/index.ts', "import { type D } from 'd'; export * from 'e';"),
    ];
    expect([...loadedFrom('packages/cli/src/main.ts', files).libraries].sort()).toEqual([
      'c',
      'd',
      'e',
    ]);
  });

  it('is no library, and nothing of the core but its base', () => {
    const { libraries, sources } = loadedFrom('packages/cli/src/main.ts', packageSources());
    expect([...libraries]).toEqual([]);
    const core = [...sources].filter((path) => path.startsWith('packages/core/'));
    expect(core.every((path) => path.startsWith('packages/core/src/base/'))).toBe(true);
  });

  it('is no physics for a command about runs, and no HTTP server for one about files', () => {
    const load = (name: string) =>
      loadedFrom(`packages/cli/src/commands/${name}.ts`, packageSources());
    for (const name of ['ls', 'why', 'stop']) {
      const rooms = [...load(name).sources].join('\n');
      expect(rooms).not.toMatch(/core\/src\/(facts|model|factory|plan|twin|study)\//);
    }
    const { libraries } = load('plan');
    expect(
      [...libraries].filter((name) => !['d3-dsv', 'fflate', 'yaml', 'zod'].includes(name)),
    ).toEqual([]);
  });

  it('is no HTTP server for a worker either', () => {
    const { libraries } = loadedFrom('packages/server/src/threads/worker.ts', packageSources());
    expect([...libraries].sort()).toEqual(['d3-dsv', 'fflate', 'yaml', 'zod']);
  });
});

describe('what checking the scenarios of a file loads', () => {
  it('is no twin: a page checks a file in the small worker that plans', () => {
    const start = 'packages/core/src/study/compare/plan-scenario.ts';
    const rooms = [...loadedFrom(start, packageSources()).sources].join('\n');
    expect(rooms).toContain('core/src/plan/');
    expect(rooms).not.toMatch(/core\/src\/(twin|control|api)\//);
  });
});

describe('what a control plane loads before it answers', () => {
  it('is nothing of facts, plan and twin: runs wait for it after a crash', () => {
    const { sources } = loadedFrom('packages/server/src/operate/daemon.ts', packageSources());
    const rooms = new Set([...sources].map((path) => path.split('/').slice(0, 4).join('/')));
    expect(rooms).toContain('packages/core/src/control');
    for (const room of [
      'facts',
      'model',
      'factory',
      'plan',
      'twin',
      'study',
      'export',
      'backtest',
    ]) {
      expect(rooms).not.toContain(`packages/core/src/${room}`);
    }
  });
});
