import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { discardDead, isLinked, readHolder } from './lock-file.ts';

const HOLDER = z.object({ pid: z.int() });
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-lock-file-'));
  path = join(folder, 'owner');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(at: string, pid: number): string {
  writeFileSync(at, JSON.stringify({ pid }));
  return at;
}

describe('the file of a holder', () => {
  it("is nobody's where it is absent, cut off or something else", () => {
    expect(readHolder(path, HOLDER)).toBeUndefined();
    for (const text of ['', '{"pid": 1', '{"pid": "one"}', '[]']) {
      writeFileSync(path, text);
      expect(readHolder(path, HOLDER)).toBeUndefined();
    }
  });

  it('is taken by the first only', () => {
    expect(isLinked(write(join(folder, 'a'), 1), path)).toBe(true);
    expect(isLinked(write(join(folder, 'b'), 2), path)).toBe(false);
    expect(readHolder(path, HOLDER)).toEqual({ pid: 1 });
  });

  it('is removed once its holder is dead, and no more than once', () => {
    write(path, 1);
    const aside = join(folder, 'dead');
    const isDead = (at: string) => readHolder(at, HOLDER)?.pid === 1;
    for (let time = 0; time < 2; time++) discardDead(path, aside, isDead);
    expect([existsSync(path), existsSync(aside)]).toEqual([false, false]);
  });

  it('stays that of whoever took over meanwhile', () => {
    write(path, 2);
    discardDead(path, join(folder, 'dead'), (at) => readHolder(at, HOLDER)?.pid === 1);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ pid: 2 });
  });
});
