import {
  chmodSync,
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
import { failed, ok } from '@gigafactory/core/base';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { documentOf } from './document.fixture.ts';
import { type DocumentState, FactoryDocument } from './document.ts';
import { replaceFile } from './on-disk.ts';

let folder: string;
let path: string;
/** The system's code with which the next writing fails. */
let failure: string | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-document-'));
  path = join(folder, 'a.yaml');
  writeFileSync(path, 'one\n');
});

afterEach(() => {
  failure = undefined;
  rmSync(folder, { recursive: true });
});

const open = (more: Partial<Parameters<typeof FactoryDocument.open>[0]> = {}) =>
  FactoryDocument.open({
    ...{ name: 'a.yaml', path, text: readFileSync(path, 'utf8') },
    readBeside: async () => ok({}),
    replace: (...args) => {
      const code = failure;
      failure = undefined;
      return code ? Promise.reject(Object.assign(new Error(code), { code })) : replaceFile(...args);
    },
    ...more,
  });

async function refusal(saved: ReturnType<FactoryDocument['save']>): Promise<string | undefined> {
  const result = await saved;
  return result.ok ? undefined : result.problems[0]!.code;
}

describe('what cannot be saved', () => {
  it.each(['ENOSPC', 'EDQUOT'])('is refused in words on a full disk: %s', async (code) => {
    const document = await open();
    failure = code;
    expect(await refusal(document.save('two\n', document.state.revision))).toBe('file.disk-full');
    expect(readFileSync(path, 'utf8')).toBe('one\n');
    expect(document.state.text).toBe('one\n');
    expect((await document.save('two\n', document.state.revision)).ok).toBe(true);
  });

  it.each([
    ['EROFS', 'file.access'],
    ['EACCES', 'file.access'],
    ['EIO', 'file.write'],
  ])('is refused in words: %s', async (system, code) => {
    const document = await open();
    failure = system;
    expect(await refusal(document.save('two\n', document.state.revision))).toBe(code);
  });

  it('is a text of more than 4 MB', async () => {
    const document = await open();
    const saved = document.save('é'.repeat(2_000_001), document.state.revision);
    expect(await refusal(saved)).toBe('file.size');
  });

  it('is anything where it says so, and what came from standard input', async () => {
    const readOnly = await open({ readOnly: 'Not today.' });
    expect(readOnly.state.readOnly).toBe('Not today.');
    expect(await refusal(readOnly.save('two\n', readOnly.state.revision))).toBe('file.read-only');
    const piped = await documentOf('factory.yaml', 'one\n');
    expect(piped.state).toMatchObject({ revision: null, readOnly: expect.any(String) });
    expect(await refusal(piped.save('two\n', null))).toBe('file.read-only');
  });

  it('is a text that was made from another than the one on disk', async () => {
    const document = await open();
    const { revision } = document.state;
    writeFileSync(path, 'theirs\n');
    expect(await refusal(document.save('mine\n', revision))).toBe('file.changed');
    expect(document.state.text).toBe('theirs\n');
    expect(readFileSync(path, 'utf8')).toBe('theirs\n');
    expect((await document.save('both\n', document.state.revision)).ok).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('both\n');
  });

  it('is the later of two that were made from the same', async () => {
    const document = await open();
    const { revision } = document.state;
    const results = await Promise.all([
      document.save('first\n', revision),
      document.save('second\n', revision),
    ]);
    expect(results.map(({ ok }) => ok)).toEqual([true, false]);
    expect(readFileSync(path, 'utf8')).toBe('first\n');
  });
});

describe('a saved file', () => {
  it('keeps its mode and the link that leads to it, and leaves nothing beside it', async () => {
    chmodSync(path, 0o640);
    mkdirSync(join(folder, 'links'));
    const link = join(folder, 'links/b.yaml');
    symlinkSync('../a.yaml', link);
    const document = await open({ path: link });
    expect((await document.save('two\n', document.state.revision)).ok).toBe(true);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('two\n');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['a.yaml', 'links']);
  });

  it('that was deleted meanwhile is made anew only by who knows that', async () => {
    const document = await open();
    const { revision } = document.state;
    rmSync(path);
    expect(await refusal(document.save('two\n', revision))).toBe('file.changed');
    expect(document.state).toMatchObject({ text: 'one\n', revision: null });
    expect(document.state.problems[0]?.code).toBe('file.missing');
    expect((await document.save('two\n', null)).ok).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('two\n');
  });
});

describe('what is read again', () => {
  it('brings what it names beside it, or why that cannot be read', async () => {
    const readBeside = async (text: string) =>
      text.includes('bad') ? failed({ code: 'x.y', message: 'No.' }) : ok({ './b.json': text });
    const document = await open({ readBeside });
    expect(document.state.beside).toEqual({ './b.json': 'one\n' });
    writeFileSync(path, 'bad\n');
    expect(await document.refresh()).toMatchObject({ beside: {}, problems: [{ code: 'x.y' }] });
  });

  it.each([
    ['binary', Buffer.from([0xff, 0xfe, 0xfd]), 'file.binary'],
    ['too large', Buffer.alloc(4_000_001, 'a'), 'file.size'],
  ])('keeps the last text where the new one is %s', async (_, bytes, code) => {
    const document = await open();
    const { revision } = document.state;
    writeFileSync(path, bytes);
    const state = await document.refresh();
    expect(state).toMatchObject({ text: 'one\n', revision, problems: [{ code }] });
  });

  it('is told to who listens: once a change, and nothing after leaving', async () => {
    const document = await open();
    const heard: DocumentState[] = [];
    const leave = document.listen((state) => heard.push(state));
    writeFileSync(path, 'two\n');
    await vi.waitFor(() => expect(heard.map(({ text }) => text)).toEqual(['two\n']), 10_000);
    rmSync(path);
    await vi.waitFor(() => expect(heard.at(-1)?.revision).toBeNull(), 10_000);
    writeFileSync(path, 'three\n');
    await vi.waitFor(() => expect(heard.at(-1)?.text).toBe('three\n'), 10_000);
    leave();
    expect(heard).toHaveLength(3);
  });
});
