import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BookStore } from '@gigafactory/grok/gateway';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBooks } from './gateway-books.ts';
import { openStateFolder, type StateFolder } from './operate/state-folder.ts';

let folder: StateFolder;

beforeEach(() => {
  const opened = openStateFolder(mkdtempSync(join(tmpdir(), 'books-')));
  if (!opened.ok) throw new Error(opened.problems[0]?.message);
  folder = opened.value;
});

afterEach(() => rmSync(folder.home, { recursive: true }));

async function open(): Promise<BookStore> {
  const opened = await openBooks(folder);
  if (!opened.ok) throw new Error(opened.problems[0]?.message);
  return opened.value;
}

async function linesOf(
  books: BookStore,
): Promise<{ summary: string | undefined; lines: string[] }> {
  const { summary, lines } = await books.open();
  const read: string[] = [];
  for await (const line of lines) read.push(line.trimEnd());
  return { summary, lines: read };
}

describe('the books of a gateway', () => {
  it('have one writer: the next is told who it is', async () => {
    const first = await open();
    const second = await openBooks(folder);
    expect(second).toMatchObject({ ok: false, problems: [{ code: 'books.held' }] });
    const words = second.ok ? '' : second.problems[0]!.message;
    expect(words).toContain(`process ${process.pid} on`);
    expect(words).not.toMatch(/journal|control plane/i);
    await first.close();
    await (await open()).close();
  });

  it('keep what was written, and read on after what was summed up', async () => {
    const first = await open();
    expect(await linesOf(first)).toEqual({ summary: undefined, lines: [] });
    await first.append('{"a":1}', true);
    await first.append('{"a":2}', false);
    await first.summarise('{"sum":3}');
    await first.append('{"a":3}', true);
    await first.close();
    const second = await open();
    expect(await linesOf(second)).toEqual({ summary: '{"sum":3}', lines: ['{"a":3}'] });
    await second.append('{"a":4}', true);
    await second.summarise('{"sum":7}');
    await second.close();
    const third = await open();
    expect(await linesOf(third)).toEqual({ summary: '{"sum":7}', lines: [] });
    await third.close();
  });
});
