import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  declaredFor,
  findDisagreements,
  findLooseVersions,
  findUndeclared,
  type Manifest,
  sourcesOf,
} from './manifest-rules.ts';
import { packageSources, ROOT, showViolations } from './tree.ts';

function readManifest(folder: string): Manifest & { workspaces?: string[] } {
  return JSON.parse(readFileSync(`${ROOT}/${folder}/package.json`, 'utf8'));
}

const root = readManifest('.');
const folders = root.workspaces ?? [];
const packages = folders.map(readManifest);

describe('package.json files', () => {
  it('agree on one version', () => {
    const core = { name: 'core', version: '1.0.0' };
    expect(findDisagreements([core, { name: 'cli', version: '1.0.1' }])).toHaveLength(1);
    const old = { name: 'cli', version: '1.0.0', dependencies: { core: '^0.9.0' } };
    expect(findDisagreements([core, old])).toHaveLength(1);
    expect(packages.length).toBeGreaterThan(0);
    expect(findDisagreements(packages)).toEqual([]);
  });

  it('pin what has not reached 1.0', () => {
    const ask = (range: string): string[] =>
      findLooseVersions({ name: 'a', dependencies: { b: range } });
    for (const loose of ['^0.4.0', '~0.4.0', '0.x', '>=0.4', '0.4']) {
      expect(ask(loose)).toHaveLength(1);
    }
    for (const fine of ['0.4.0', '0.4.0-beta.1', '^1.2.0', '10.0.0']) expect(ask(fine)).toEqual([]);
    expect([root, ...packages].flatMap(findLooseVersions)).toEqual([]);
  });

  it('ask for the same Node under the same licence', () => {
    for (const manifest of packages) {
      expect(manifest.engines, manifest.name).toEqual(root.engines);
      expect(manifest.license, manifest.name).toBe('Apache-2.0');
    }
  });

  it('stand beside the licence and a page about the package, which npm publishes', () => {
    const licence = readFileSync(`${ROOT}/LICENSE`, 'utf8');
    for (const [index, folder] of folders.entries()) {
      expect(readFileSync(`${ROOT}/${folder}/LICENSE`, 'utf8') === licence, folder).toBe(true);
      const page = readFileSync(`${ROOT}/${folder}/README.md`, 'utf8');
      expect(page.startsWith(`# ${packages[index]!.name}\n`), folder).toBe(true);
    }
  });

  it('name every package that their sources import', () => {
    const file = { path: 'packages/a/src/a.ts', text: "import { z } from 'zod/v4'" };
    const without = { name: 'a', devDependencies: { zod: '^4.0.0' } };
    expect(findUndeclared(without, declaredFor(without, false), [file])).toHaveLength(1);
    expect(findUndeclared(without, declaredFor(without, true), [file])).toEqual([]);
    const found = packages.flatMap((manifest, index) => {
      const folder = folders[index] ?? '';
      const declared = declaredFor(manifest, folder === 'packages/console');
      return findUndeclared(manifest, declared, sourcesOf(folder, packageSources()));
    });
    expect(showViolations(found)).toBe('');
  });
});
