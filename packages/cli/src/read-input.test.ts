import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunOperation } from '@gigafactory/server/threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMain, type Surroundings } from './io.fixture.ts';

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gigafactory-cli-'));
  writeFileSync(join(cwd, 'factory.yaml'), 'name: a\n');
  writeFileSync(join(cwd, 'picture.yaml'), Uint8Array.of(137, 80, 78, 71, 0, 1));
  writeFileSync(join(cwd, 'latin.yaml'), Uint8Array.of(110, 97, 109, 101, 58, 32, 233, 10));
  writeFileSync(join(cwd, 'large.yaml'), '');
  truncateSync(join(cwd, 'large.yaml'), 100_000_000);
  mkdirSync(join(cwd, 'folder'));
  writeFileSync(join(cwd, 'folder/inner.yaml'), '');
  symlinkSync('there.yaml', join(cwd, 'here.yaml'));
  symlinkSync('here.yaml', join(cwd, 'there.yaml'));
});

afterAll(() => rmSync(cwd, { recursive: true }));

/** Turns the text that arrives into the problem that comes back. */
const show = (async (_: string, { text }: { text: string }) => ({
  ok: false,
  problems: [
    { code: 'seen', message: `Seen ${JSON.stringify(text)}.`, at: { line: 2, column: 5 } },
  ],
})) as unknown as RunOperation;

async function* failing(error: Error): AsyncGenerator<Uint8Array> {
  yield Uint8Array.of(97);
  throw error;
}

async function plan(file: string, around: Surroundings = {}): Promise<string> {
  const { code, out, err } = await runMain(['plan', file], { cwd, run: show, ...around });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  return err;
}

describe('reading a file', () => {
  it.each([
    ['factori.yaml', 'There is no file "factori.yaml". Did you mean "factory.yaml"?\n'],
    ['nowhere/a.yaml', 'There is no folder "nowhere".\n'],
    ['factory.yaml/a.yaml', 'There is no folder "factory.yaml".\n'],
    ['folder', '"folder" is a folder; name a file. It contains inner.yaml.\n'],
    ['picture.yaml', '"picture.yaml" is a binary file, not text.\n'],
    ['latin.yaml', '"latin.yaml" is not valid UTF-8 text.\n'],
    ['large.yaml', '"large.yaml" is larger than 4 MB, the limit.\n'],
    ['here.yaml', '"here.yaml" is a symbolic link that leads back to itself.\n'],
    ['a'.repeat(5000), `"${'a'.repeat(200)}…" is longer than the name of a file can be.\n`],
  ])('%s', async (file, message) => {
    expect(await plan(file)).toBe(message);
  });

  it.runIf(existsSync('/proc/self/mem'))('of a device that cannot be read', async () => {
    expect(await plan('/proc/self/mem')).toBe('"/proc/self/mem" could not be read (EIO).\n');
  });

  it('of standard input that fails in any way', async () => {
    for (const code of ['EISDIR', 'EIO', 'ENEW']) {
      const stdin = failing(Object.assign(new Error(code), { code, syscall: 'read' }));
      expect(await plan('-', { stdin })).toBe(`Standard input could not be read (${code}).\n`);
    }
  });

  it('is a problem in JSON too', async () => {
    const { code, out, err } = await runMain(['plan', 'here.yaml', '--json'], { cwd });
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toMatchObject({ problems: [{ code: 'file.read' }] });
  });

  it('gives up on an endless pipe at the limit', async () => {
    const stdin = new Uint8Array(4_000_001).fill(97);
    expect(await plan('-', { stdin })).toBe('Standard input is larger than 4 MB, the limit.\n');
  });

  it('takes what is left, without a byte order mark', async () => {
    expect(await plan('factory.yaml')).toBe('factory.yaml:2:5 Seen "name: a\\n".\n');
    expect(await plan('-', { stdin: '\ufeffé' })).toBe('-:2:5 Seen "é".\n');
  });
});
