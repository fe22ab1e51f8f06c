import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyBook } from './key-book.ts';
import { makeKey, readKeys, revokeKeys } from './key-file.ts';

let folder: string;
let path: string;
const by = 'ada@hill';
const now = new Date('2026-11-30T04:00:00Z');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
  path = join(folder, 'keys.jsonl');
});

afterEach(() => rmSync(folder, { recursive: true }));

function made(name: string) {
  const key = makeKey({ path, name, tier: 'free', by, now });
  if (!key.ok) throw new Error(key.problems[0]?.message);
  return key.value;
}

describe('the file of keys', () => {
  it.each(['not json', '{"kind":"made"}', '{"kind":"burnt","id":"x"}'])(
    'with a line %j lets nobody in, and says which',
    (line) => {
      const { secret } = made('ada');
      const book = new KeyBook(path, () => clock);
      let clock = 0;
      expect(book.find(secret)?.name).toBe('ada');
      appendFileSync(path, `${line}\n`);
      clock = 1000;
      expect(book.find(secret)).toBeUndefined();
      expect(book.problem).toMatchObject({ code: 'keys.file', message: /Line 2/ });
      expect(book.hasAny).toBe(true);
      expect(makeKey({ path, name: 'bob', tier: 'free', by, now }).ok).toBe(false);
    },
  );

  it('may end in a line that a crash cut off', () => {
    made('ada');
    appendFileSync(path, '{"kind":"made","id":"00');
    expect(readKeys(path)).toMatchObject({ ok: true, value: [{ name: 'ada' }] });
  });

  it('goes on after a line that a crash cut off, and lets everybody in as before', () => {
    const { secret } = made('ada');
    for (const cut of ['{"kind":"made","id":"00', '{"kind":"revoked"', '\u{1f511}'.slice(0, 1)]) {
      appendFileSync(path, cut);
      const bob = made(`bob ${cut.length}`);
      const book = new KeyBook(path, () => 0);
      expect(book.problem).toBeUndefined();
      expect([book.find(secret)?.name, book.find(bob.secret)?.id]).toEqual(['ada', bob.key.id]);
    }
    appendFileSync(path, '{"kind"');
    expect(revokeKeys({ path, name: 'ada', by, now }).ok).toBe(true);
    expect(new KeyBook(path, () => 0).find(secret)).toBeUndefined();
    expect(readKeys(path)).toMatchObject({ ok: true, value: { length: 4 } });
  });

  it('is for its owner only', () => {
    made('ada');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('may not be there', () => {
    const book = new KeyBook(path, () => 0);
    expect([book.hasAny, book.problem, book.find('gf-x')]).toEqual([false, undefined, undefined]);
  });
});

describe('a key that is revoked', () => {
  it('stops working within a second, and still counts as made', () => {
    const { key, secret } = made('ada');
    let clock = 0;
    const book = new KeyBook(path, () => clock);
    expect(book.find(secret)?.id).toBe(key.id);
    expect(revokeKeys({ path, name: key.id, by, now }).ok).toBe(true);
    clock = 1000;
    expect([book.find(secret), book.hasAny]).toEqual([undefined, true]);
  });

  it('is not revoked again by a line that comes later', () => {
    const { key } = made('ada');
    revokeKeys({ path, name: 'ada', by, now });
    const line = { kind: 'revoked', id: key.id, at: '2027-01-01T00:00:00Z', by: 'eve' };
    appendFileSync(path, `${JSON.stringify(line)}\n`);
    expect(readKeys(path)).toMatchObject({ value: [{ revokedAt: now.toISOString() }] });
  });

  it('is unknown when nobody has it', () => {
    writeFileSync(path, '');
    expect(revokeKeys({ path, name: 'ada', by, now })).toMatchObject({
      problems: [{ code: 'keys.unknown' }],
    });
  });
});
