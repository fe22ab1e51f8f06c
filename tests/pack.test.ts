import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What a user gets: the packages as npm would publish them, in an empty folder. */

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PACKAGES = ['core', 'trainer', 'grok', 'server', 'console', 'cli'] as const;
const folder = mkdtempSync(join(tmpdir(), 'gigafactory-pack-'));
let contents = new Map<string, string[]>();

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

beforeAll(() => {
  const workspaces = PACKAGES.flatMap((name) => ['-w', `packages/${name}`]);
  const packed = readPacked(
    run('npm', ['pack', '--json', '--pack-destination', folder, ...workspaces], ROOT),
  );
  contents = new Map(packed.map(({ name, files }) => [name, files.map(({ path }) => path)]));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const tarballs = packed.map(({ filename }) => `./${filename}`);
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--omit=dev'];
  run('npm', ['install', ...flags, ...tarballs], folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed packages', () => {
  it('hold the build and neither tests nor sources', () => {
    expect([...contents.keys()].sort()).toEqual([
      '@gigafactory/console',
      '@gigafactory/core',
      '@gigafactory/grok',
      '@gigafactory/server',
      '@gigafactory/trainer',
      'gigafactory',
    ]);
    expect(contents.get('@gigafactory/core')).toContain('dist/api/index.d.ts');
    expect(contents.get('@gigafactory/console')).toEqual(
      expect.arrayContaining(['dist/index.html', 'dist/llms.txt', 'dist/docs/mcp.md']),
    );
    for (const path of [...contents.values()].flat()) {
      expect(path).not.toMatch(/^src\/|\.test\.|tsbuildinfo|\.map$/);
    }
  });

  it('bring their licence, a page about them and the notices of what is built into them', () => {
    for (const [name, paths] of contents) {
      expect(paths, name).toEqual(expect.arrayContaining(['LICENSE', 'README.md']));
    }
    const console = join(folder, 'node_modules/@gigafactory/console');
    const notices = readFileSync(join(console, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    const manifest = readFileSync(join(ROOT, 'packages/console/package.json'), 'utf8');
    const { devDependencies } = JSON.parse(manifest) as { devDependencies: object };
    // Packages that only build or test the page, or are ours, are not part of it.
    const builds = /^@types\/|^@vitejs\/|^vite$|^fake-indexeddb$|^@gigafactory\//;
    const libraries = Object.keys(devDependencies).filter((library) => !builds.test(library));
    expect(libraries).toContain('react');
    for (const library of [...libraries, 'scheduler', 'd3-dsv']) {
      expect(notices, library).toMatch(
        new RegExp(`^${library} \\d+\\.\\d+\\.\\d+.* \\(.+\\)$`, 'm'),
      );
    }
    expect(notices).toContain('Meta Platforms');
  });

  it('run the first program of docs/library.md, which prints what stands there', () => {
    const blocks = /```js\n([\s\S]*?)```[\s\S]*?```\n([\s\S]*?)```/.exec(readDoc('library.md'));
    const [, program, printed] = blocks ?? [];
    expect(program, 'docs/library.md holds a ```js block').toBeDefined();
    writeFileSync(join(folder, 'program.js'), program ?? '');
    expect(run(process.execPath, ['program.js'], folder)).toBe(printed);
  });

  it('bring a command that knows its version', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'packages/cli/package.json'), 'utf8'));
    expect(run('npx', ['--no-install', 'gigafactory', '--version'], folder)).toContain(version);
  });
});

describe('gigafactory mcp of the packed packages', () => {
  it('answers what the protocol asks, with the docs that are installed', () => {
    const file = readFileSync(join(ROOT, 'examples/five-lines.yaml'), 'utf8');
    writeFileSync(join(folder, 'factory.yaml'), file);
    const begin = { protocolVersion: '2024-11-05', capabilities: {} };
    const input = [
      ask(0, 'initialize', { ...begin, clientInfo: { name: 'test', version: '1' } }),
      ask(1, 'tools/list', {}),
      ask(2, 'tools/call', { name: 'explain', arguments: { path: 'power.facility' } }),
      ask(3, 'resources/read', { uri: 'gigafactory://docs/docs/mcp.md' }),
    ].join('');
    const answered = spawnSync(
      join(folder, 'node_modules/.bin/gigafactory'),
      ['mcp', 'factory.yaml'],
      {
        ...{ cwd: folder, encoding: 'utf8', input },
      },
    );
    expect([answered.status, answered.stderr]).toEqual([0, '']);
    const results = new Map(
      answered.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ id, result }) => [id, result]),
    );
    const names = results.get(1).tools.map(({ name }: { readonly name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['explain', 'plan', 'twin', 'propose']));
    const { value } = results.get(2).structuredContent;
    expect(value).toMatchObject({ path: 'power.facility', note: { unit: 'MW' } });
    expect(results.get(3).contents[0].text).toBe(readDoc('mcp.md'));
  });
});

function ask(id: number, method: string, params: object): string {
  return `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
}

/** `npm pack --json` gives a list, or from npm 11.6 on an object by name. */
function readPacked(json: string): Packed[] {
  return Object.values(JSON.parse(json) as Record<string, Packed>);
}

function readDoc(name: string): string {
  return readFileSync(join(ROOT, 'docs', name), 'utf8');
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
