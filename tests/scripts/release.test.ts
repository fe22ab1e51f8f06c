import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  PACKAGES,
  releaseProblems,
  sectionOf,
  versionProblems,
} from '../../scripts/lib/release.mjs';

type Checkout = Parameters<typeof releaseProblems>[0];

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const readJson = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const manifests: Checkout['manifests'] = PACKAGES.map((name) =>
  readJson(`packages/${name}/package.json`),
);
const lock: Checkout['lock'] = readJson('package-lock.json');
const version = manifests[0]!.version;
const changelog = `# Changelog\n\n## [Unreleased]\n\n## [${version}] - 2026-12-01\n\n- All of it.\n`;
const ready: Checkout = { manifests, lock, changelog, tags: ['v0.0.1'], changes: '' };

function withManifest(index: number, change: Partial<Checkout['manifests'][number]>): Checkout {
  return { ...ready, manifests: manifests.with(index, { ...manifests[index]!, ...change }) };
}

describe('releaseProblems', () => {
  it.each<[string, Checkout, RegExp]>([
    ['a package of another version', withManifest(5, { version: '9.9.9' }), /cli.* has 9\.9\.9/],
    [
      'a package that wants another version of one beside it',
      withManifest(3, { dependencies: { '@gigafactory/core': '9.9.9' } }),
      /server.*for @gigafactory\/core has 9\.9\.9/,
    ],
    ['a lock of another version', { ...ready, lock: { packages: {} } }, /lock.* has no version/],
    ['no section', { ...ready, changelog: '## [Unreleased]\n\n- All.\n' }, /no section/],
    ['an empty section', { ...ready, changelog: `## [${version}] - 2026-12-01\n` }, /no section/],
    [
      'a section without a date',
      { ...ready, changelog: `## [${version}]\n\n- All.` },
      /no section/,
    ],
    ['a tag that exists', { ...ready, tags: [`v${version}`] }, /tag v.* exists/],
    ['changes', { ...ready, changes: ' M README.md\n' }, /not committed:\n M README\.md$/],
    [
      'what is no version',
      { ...ready, manifests: manifests.map((each) => ({ ...each, version: 'next' })) },
      /"next" is no version/,
    ],
  ])('names %s', (_, checkout, problem) => {
    expect(releaseProblems(checkout).join('\n')).toMatch(problem);
  });

  it('has none where all is ready', () => {
    expect(releaseProblems(ready)).toEqual([]);
  });
});

describe('the packages of this repository', () => {
  it('agree on their version, with each other and with the lock', () => {
    expect(versionProblems({ manifests, lock })).toEqual([]);
  });

  it('have a changelog that opens with what is not released', () => {
    const text = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
    expect(/^## .*/m.exec(text)?.[0]).toBe('## [Unreleased]');
    expect(sectionOf(text, 'Unreleased')).toBe('');
  });
});

describe('scripts/release.mjs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gigafactory-release-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder });
  const release = (...args: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'scripts/release.mjs'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });

  beforeAll(() => {
    cpSync(join(ROOT, 'package-lock.json'), join(folder, 'package-lock.json'));
    for (const name of PACKAGES) {
      mkdirSync(join(folder, 'packages', name), { recursive: true });
      const manifest = join('packages', name, 'package.json');
      cpSync(join(ROOT, manifest), join(folder, manifest));
    }
    writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'All of it');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('refuses options that it does not know', () => {
    expect(release('--publsh').status).toBe(2);
  });

  it('prints the commands in the order of the packages, and runs none', () => {
    const { status, stdout, stderr } = release();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n').slice(0, PACKAGES.length + 3)).toEqual([
      'npm test',
      ...PACKAGES.map((name) => `npm publish -w packages/${name} --access public`),
      `git tag -a v${version} -m v${version}`,
      `git push origin v${version}`,
    ]);
    expect(git('tag', '--list').toString()).toBe('');
  });

  it('ends with 1 and says why where something is not committed', () => {
    writeFileSync(join(folder, 'new.txt'), '');
    const { status, stdout, stderr } = release();
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('?? new.txt');
  });
});
