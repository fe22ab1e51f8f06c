import { describe, expect, it } from 'vitest';
import { isNode, parse, visit } from './syntax.ts';
import { packageSources, resolveImport, type SourceFile } from './tree.ts';

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

/** Packages from outside that a file loads, however far down. */
function librariesOf(start: string, files: readonly SourceFile[]): Set<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const libraries = new Set<string>();
  const open = [start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const file = byPath.get(path);
    if (!file) throw new Error(`${path} is no source`);
    for (const specifier of loadedBy(file)) {
      const own = /^@gigafactory\/(\w+)(?:\/(\w+))?$/.exec(specifier);
      if (specifier.startsWith('.')) open.push(resolveImport(path, specifier));
      else if (own) open.push(doorOf(own[1]!, own[2]));
      else if (!specifier.startsWith('node:')) libraries.add(specifier);
    }
  }
  return libraries;
}

/** The file behind a name such as `@gigafactory/core/journal`. */
function doorOf(pkg: string, room: string | undefined): string {
  const inner = /^(protocol|conformance|journal)$/.test(room ?? '') ? `control/${room}` : room;
  const folder = room === 'conformance' ? 'control/protocol/conformance' : inner;
  return `packages/${pkg}/src/${folder === undefined ? '' : `${folder}/`}index.ts`;
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
    expect([...librariesOf('packages/cli/src/main.ts', files)].sort()).toEqual(['c', 'd', 'e']);
  });

  it('is no HTTP server, which wants more address space than many machines allow', () => {
    const libraries = librariesOf('packages/cli/src/main.ts', packageSources());
    expect([...libraries].sort()).toEqual(['d3-dsv', 'yaml', 'zod']);
  });

  it('is no HTTP server for a worker either', () => {
    const libraries = librariesOf('packages/server/src/threads/worker.ts', packageSources());
    expect([...libraries].sort()).toEqual(['d3-dsv', 'yaml', 'zod']);
  });
});
