import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Line, LineLog } from './line-log.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-lines-'));
  path = join(folder, 'log.ndjson');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function readAll(log: LineLog, after = 0): Promise<Line[]> {
  const lines: Line[] = [];
  for (;;) {
    const next = await log.read(lines.at(-1)?.offset ?? after);
    if (next.length === 0) return lines;
    lines.push(...next);
  }
}

/** Lines of every size, some longer than a piece, more than are kept in memory. */
function fill(log: LineLog): Line[] {
  return Array.from({ length: 300 }, (_, index) =>
    log.append({
      index,
      text: 'é'.repeat((index * 997) % 5000) + (index === 40 ? 'x'.repeat(200_000) : ''),
    }),
  );
}

describe('a log of lines', () => {
  it('goes on from every offset, from memory and from disk', async () => {
    const log = new LineLog(path);
    const lines = fill(log);
    log.end();
    const again = new LineLog(path);
    for (const index of [0, 1, 39, 40, 41, 150, 297, 298, 299]) {
      const after = index === 0 ? 0 : lines[index - 1]!.offset;
      expect(await readAll(log, after)).toEqual(lines.slice(index));
      expect(await readAll(again, after)).toEqual(lines.slice(index));
    }
    again.end();
  });

  it('gives whole lines after an offset within one, from memory and from disk', async () => {
    const log = new LineLog(path);
    const lines = fill(log);
    const again = new LineLog(path);
    for (const index of [1, 100, 298]) {
      const inside = lines[index]!.offset - 1;
      expect((await log.read(inside))[0]).toEqual(lines[index + 1]);
      expect((await again.read(inside))[0]).toEqual(lines[index + 1]);
    }
    log.end();
    again.end();
  });

  it('leaves out a last line that was cut off, and goes on after the one before', async () => {
    const log = new LineLog(path);
    const first = log.append({ a: 1 });
    log.end();
    appendFileSync(path, '{"b":');
    const again = new LineLog(path);
    const second = again.append({ c: 3 });
    expect(await readAll(again)).toEqual([first, second]);
    again.end();
    expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"c":3}\n');
  });

  it('keeps in memory what a full disk does not take, and writes it once there is space', async () => {
    const space = { bytes: 10 };
    const log = new LineLog(path, (fd, bytes) => {
      if (space.bytes === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      const length = Math.min(space.bytes, bytes.length);
      space.bytes -= length;
      return writeSync(fd, bytes, 0, length);
    });
    const lines = Array.from({ length: 200 }, (_, index) =>
      log.append({ index, x: 'x'.repeat(9000) }),
    );
    expect(readFileSync(path, 'utf8')).toHaveLength(10);
    expect(await readAll(log)).toEqual(lines);
    space.bytes = Number.POSITIVE_INFINITY;
    lines.push(log.append({ index: 200 }));
    log.end();
    expect(await readAll(new LineLog(path))).toEqual(lines);
  });

  it('wakes who waits when it grows, ends or is given up', async () => {
    const log = new LineLog(path);
    const { signal } = new AbortController();
    const grown = log.grown(0, signal, 60_000);
    log.append({});
    await grown;
    const stop = new AbortController();
    const aborted = log.grown(log.size, stop.signal, 60_000);
    stop.abort();
    await aborted;
    const ended = log.grown(log.size, signal, 60_000);
    log.end();
    await ended;
    expect(log.isEnded).toBe(true);
  });
});
