import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { identityOf } from '../process/processes.ts';
import { holderOf, takeLock } from './lock.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-lock-'));
  path = join(folder, 'lock');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOW = new Date('2026-01-02T03:04:05Z');

function write(holder: object): void {
  writeFileSync(path, JSON.stringify({ since: NOW.toISOString(), version: '0.1.0', ...holder }));
}

it('is held by one, whose name the others are told', async () => {
  const other = spawn('sleep', ['60']);
  const identity = identityOf(other.pid!)!;
  write(identity);
  expect(takeLock(path, NOW)).toMatchObject({ ok: false, holder: identity });
  expect(holderOf(path)).toMatchObject({ ...identity, version: '0.1.0' });
  other.kill('SIGKILL');
  await new Promise((resolve) => other.once('exit', resolve));
  expect(holderOf(path)).toBeUndefined();
  expect(takeLock(path, NOW)).toMatchObject({ ok: true, holder: { pid: process.pid } });
});

it.each([
  ['of a pid that a later process has', () => write({ pid: process.pid, startedAt: 'earlier' })],
  ['that was cut off', () => writeFileSync(path, '{"pid":')],
  ['that is empty', () => writeFileSync(path, '')],
])('%s is taken over', (_, leave) => {
  leave();
  expect(takeLock(path, NOW).ok).toBe(true);
  expect(readdirSync(folder)).toEqual(['lock']);
});

it('is given back once, and never that of another', () => {
  const first = takeLock(path, NOW);
  expect(first.ok).toBe(true);
  if (first.ok) first.release();
  expect(readdirSync(folder)).toEqual([]);
  write({ pid: 1, startedAt: 'other' });
  if (first.ok) first.release();
  expect(readdirSync(folder)).toEqual(['lock']);
});
