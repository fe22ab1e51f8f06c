import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogEntry } from '@gigafactory/core/control-plane';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isLogOffset, type LogFolder, type LogQuery, RunLogs } from './run-logs.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-logs-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

function write(rank: number, second: number, text: string, stream = 'o', where = folder): void {
  appendFileSync(join(where, `rank-${rank}.log`), `${at(second)} ${stream} ${text}\n`);
}

function rotate(rank: number): void {
  const name = join(folder, `rank-${rank}.log`);
  for (const part of [1, 0]) {
    try {
      renameSync(part === 0 ? name : `${name}.${part}`, `${name}.${part + 1}`);
    } catch {
      // There is no such part yet.
    }
  }
}

async function read(
  query: Partial<LogQuery> = {},
  folders: readonly LogFolder[] = [{ folder }],
): Promise<LogEntry[]> {
  const logs = new RunLogs(folders, { after: '', rank: undefined, since: '', ...query });
  const entries: LogEntry[] = [];
  for (;;) {
    const next = await logs.next();
    if (next.length === 0) return entries;
    entries.push(...next);
  }
}

const textsOf = (entries: readonly LogEntry[]) =>
  entries.map(({ rank, text }) => `${rank} ${text}`);

it('gives nothing where nothing was logged', async () => {
  expect(await read()).toEqual([]);
  rmSync(folder, { recursive: true });
  expect(await read()).toEqual([]);
});

it('merges ranks by time, with the attempt that each line is of', async () => {
  write(0, 1, 'attempt 1: ["a"]', '=');
  write(1, 2, 'attempt 1: ["a"]', '=');
  write(0, 3, 'one');
  write(1, 4, 'two');
  write(0, 5, 'attempt 2: ["a"]', '=');
  write(0, 6, 'three');
  const entries = await read();
  expect(textsOf(entries).slice(2)).toEqual(['0 one', '1 two', '0 attempt 2: ["a"]', '0 three']);
  expect(entries.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 2, 2]);
  expect(textsOf(await read({ rank: 1 }))).toEqual(['1 attempt 1: ["a"]', '1 two']);
  expect(textsOf(await read({ since: at(4) }))).toHaveLength(3);
});

it('goes on from every offset, across files that were renamed', async () => {
  for (let line = 0; line < 30; line++) {
    write(line % 3, line, `line ${line}`);
    if (line === 9 || line === 19) for (const rank of [0, 1, 2]) rotate(rank);
  }
  const whole = await read();
  expect(whole.map(({ text }) => text)).toEqual(Array.from({ length: 30 }, (_, i) => `line ${i}`));
  for (const [index, { offset }] of whole.entries()) {
    expect(isLogOffset(offset)).toBe(true);
    expect(textsOf(await read({ after: offset }))).toEqual(textsOf(whole.slice(index + 1)));
  }
  rotate(0);
  write(0, 40, 'newest');
  const { offset } = whole.at(-1)!;
  expect(textsOf(await read({ after: offset }))).toEqual(['0 newest']);
});

it('merges the logs of replicas, each of one or more ranks, and says of which replica a line is', async () => {
  const folders = [0, 1].map((replica) => ({ folder: join(folder, `chat.${replica}`), replica }));
  expect(await read({}, folders)).toEqual([]);
  for (const { folder: own } of folders) mkdirSync(own);
  const [first, second] = folders.map(({ folder: own }) => own);
  write(0, 1, 'one', 'o', first);
  write(0, 2, 'two', 'o', second);
  write(1, 3, 'three', 'o', first);
  write(0, 4, 'four', 'o', second);
  const whole = await read({}, folders);
  expect(textsOf(whole)).toEqual(['0 one', '1 two', '0 three', '1 four']);
  expect(textsOf(await read({ rank: 1 }, folders))).toEqual(['1 two', '1 four']);
  for (const [index, { offset }] of whole.entries()) {
    expect(isLogOffset(offset)).toBe(true);
    expect(textsOf(await read({ after: offset }, folders))).toEqual(
      textsOf(whole.slice(index + 1)),
    );
  }
});

it('follows a file that grows, and waits for the end of a line', async () => {
  const logs = new RunLogs([{ folder }], { after: '', rank: undefined, since: '' });
  write(0, 1, 'first');
  expect(textsOf(await logs.next())).toEqual(['0 first']);
  appendFileSync(join(folder, 'rank-0.log'), `${at(2)} o sec`);
  expect(await logs.next()).toEqual([]);
  appendFileSync(join(folder, 'rank-0.log'), 'ond\n');
  write(1, 3, 'of a new rank');
  expect(textsOf(await logs.next())).toContain('0 second');
});

it.each(['x', '0:1', '0:1.2.3_', '../../etc', '0:1.2.3;'])('knows %j for no offset', (offset) => {
  expect(isLogOffset(offset)).toBe(false);
});
