import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { newFolder, removeFolders, type TestRun, testRun } from '../gang/engine.fixture.ts';
import { checkLocalEngine } from './check.ts';

const LINUX = { platform: 'linux', cpus: 2, memory: 8e9 } as const;

afterEach(removeFolders);

async function codesOf(changes: TestRun, machine: Parameters<typeof checkLocalEngine>[1] = LINUX) {
  const folder = newFolder();
  const found = await checkLocalEngine({ folder, runs: [testRun(folder, changes)] }, machine);
  return found.map(({ code, message }) => `${code}: ${message.replaceAll(folder, 'F')}`);
}

describe('checkLocalEngine', () => {
  it('names WSL on Windows, and asks nothing else of it', async () => {
    const [first, ...others] = await codesOf({}, { ...LINUX, platform: 'win32' });
    expect(first).toMatch(/^engine\.platform: .*WSL/);
    expect(others).toEqual([]);
  });

  it('finds a program that is missing, a folder and one that may not be run', async () => {
    const folder = newFolder();
    const plain = join(folder, 'plain; rm -rf $HOME');
    writeFileSync(plain, '');
    chmodSync(plain, 0o600);
    expect(await codesOf({ argv: [join(folder, 'none')] })).toEqual([
      `program.missing: There is no program ${folder}/none.`,
    ]);
    expect((await codesOf({ argv: [folder] }))[0]).toMatch(/^program\.missing: .* not a program/);
    expect((await codesOf({ argv: [plain] }))[0]).toMatch(/^program\.missing: .* not a program/);
  });

  it.each([0, -1, 1.5])('refuses %d ranks a node', async (ranksPerNode) => {
    expect((await codesOf({ ranksPerNode }))[0]).toMatch(/^ranks\.count: /);
  });

  it('refuses limits that it could not keep', async () => {
    const cpus = { limits: { cpusPerRank: 3 } };
    expect(await codesOf(cpus)).toEqual([
      'limits.cpus: A rank is to have 3 processors, and this machine has 2.',
    ]);
    expect((await codesOf(cpus, { ...LINUX, platform: 'darwin' }))[0]).toMatch(/needs Linux/);
    expect(await codesOf({ limits: { memoryPerRank: 9e9 } })).toEqual([
      'limits.memory: A rank may have 9.0 GB of memory, and this machine has 8.0 GB.',
    ]);
  });

  it('refuses a folder of checkpoints that is a file', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    expect((await codesOf({ checkpoints: file }))[0]).toMatch(/^checkpoints\.unwritable: /);
    expect((await codesOf({ checkpoints: join(file, 'deeper') }))[0]).toMatch(/^checkpoints\./);
  });

  it('finds nothing wrong with a run that can be, and makes its folder', async () => {
    const checkpoints = join(newFolder(), 'deep/er');
    expect(await codesOf({ checkpoints })).toEqual([]);
    expect(() => mkdirSync(checkpoints)).toThrow(/EEXIST/);
  });
});
