import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ioOf } from './io.fixture.ts';
import { writeOutput } from './write-output.ts';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gigafactory-write-'));
});

afterEach(() => rmSync(cwd, { recursive: true }));

const write = (name: string, text: string) => writeOutput(name, text, ioOf({ cwd }));
const read = (name: string) => readFileSync(join(cwd, name), 'utf8');

describe('writeOutput', () => {
  it.each([
    ['no/a.txt', 'ENOENT'],
    ['folder', 'EISDIR'],
    [`${'a'.repeat(300)}`, 'ENAMETOOLONG'],
  ])('says why "%.20s" cannot be written, and leaves nothing behind', async (name, code) => {
    mkdirSync(join(cwd, 'folder'));
    await expect(write(name, 'new')).rejects.toMatchObject({
      problems: [{ code: 'file.write', message: expect.stringContaining(`(${code})`) }],
    });
    expect(readdirSync(cwd)).toEqual(['folder']);
  });

  it.runIf(existsSync('/dev/full'))('says so of a device that is full', async () => {
    await expect(write('/dev/full', 'new')).rejects.toThrow('ENOSPC');
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it.runIf(existsSync('/dev/null'))('writes to a device, and does not replace it', async () => {
    await write('/dev/null', 'new');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('replaces the old file by a complete new one with the same mode', async () => {
    writeFileSync(join(cwd, 'a.txt'), 'old and longer');
    chmodSync(join(cwd, 'a.txt'), 0o640);
    const before = statSync(join(cwd, 'a.txt'));
    await write('a.txt', 'new');
    const after = statSync(join(cwd, 'a.txt'));
    // What reads the old one goes on reading it.
    expect(after.ino).not.toBe(before.ino);
    expect(after.mode).toBe(before.mode);
    expect(read('a.txt')).toBe('new');
    expect(readdirSync(cwd)).toEqual(['a.txt']);
  });

  it('keeps a symbolic link, and writes to its target', async () => {
    writeFileSync(join(cwd, 'a.txt'), 'old');
    symlinkSync('a.txt', join(cwd, 'link.txt'));
    await write('link.txt', 'new');
    expect(lstatSync(join(cwd, 'link.txt')).isSymbolicLink()).toBe(true);
    expect(read('a.txt')).toBe('new');
  });
});
