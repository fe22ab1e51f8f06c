import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findConsole } from './console-files.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gigafactory-find-')));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('findConsole', () => {
  it('says what to do when the console is not built', () => {
    const found = findConsole(pathToFileURL(join(folder, 'main.js')).href);
    expect(found).toMatchObject({ ok: false, problems: [{ code: 'console.missing' }] });
  });

  it('finds the console installed beside the asking module', () => {
    const dist = join(folder, 'node_modules/@gigafactory/console/dist');
    mkdirSync(dist, { recursive: true });
    writeFileSync(join(dist, 'index.html'), '');
    const found = findConsole(pathToFileURL(join(folder, 'main.js')).href);
    expect(found).toEqual({ ok: true, value: dist });
  });
});
