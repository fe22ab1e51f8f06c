import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openControlLog, readControlLog } from './control-log.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-control-log-'));
  path = join(folder, 'control.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const OVER = { level: 'info', event: 'run.over', message: 'Over:\n"all"', run: 'tiny' } as const;

it('is empty where nothing was said', () => {
  expect(readControlLog(path, 10)).toEqual([]);
});

it('keeps what a program printed between its lines, and what was written before it had any', () => {
  writeFileSync(path, '2026-11-29T20:00:00.000Z Control plane 1 listens.\n{"time":1}\n');
  openControlLog(path)(OVER);
  appendFileSync(path, 'Error: no memory\n    at daemon.js:1\n{"time":"20');
  const lines = readControlLog(path, 10);
  expect(lines.map(({ event }) => event)).toEqual([
    ...['printed', 'printed', 'run.over', 'printed', 'printed', 'printed'],
  ]);
  expect(lines[3]).toMatchObject({ message: 'Error: no memory', time: lines[2]!.time });
});

it('has an object a line, with time, level, event and run, for its owner only', () => {
  openControlLog(path)(OVER);
  const text = readFileSync(path, 'utf8');
  expect(text.endsWith('}\n') && text.indexOf('\n') === text.length - 1).toBe(true);
  const said: Record<string, unknown> = JSON.parse(text);
  expect(said).toMatchObject(OVER);
  expect(said['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('is kept once more when it is full, and read from there on', () => {
  writeFileSync(path, `${'x'.repeat(9_999_999)}\n`);
  const say = openControlLog(path);
  for (const message of ['a', 'b']) say({ ...OVER, message });
  const last = readControlLog(path, 2).map(({ message }) => message);
  expect(last).toEqual(['a', 'b']);
  expect(readControlLog(path, 3)[0]!.message.length).toBe(9_999_999);
});
