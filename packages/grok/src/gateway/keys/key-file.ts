import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { failed, ok, type Result } from '@gigafactory/core/base';
import { z } from 'zod';

/** A key of the gateway. Nobody can tell its secret any more: only the hash is kept. */
export interface ApiKey {
  /** 8 hexadecimal digits, part of the secret too. */
  readonly id: string;
  readonly name: string;
  readonly tier: 'free' | 'premium';
  /** SHA-256 of the secret, in hexadecimal: 256 random bits need no slow hash. */
  readonly hash: string;
  readonly madeAt: string;
  readonly madeBy: string;
  /** Absent while it holds. */
  readonly revokedAt?: string;
}

const made = z.object({
  kind: z.literal('made'),
  id: z.string(),
  name: z.string(),
  tier: z.enum(['free', 'premium']),
  hash: z.string(),
  at: z.string(),
  by: z.string(),
});
const revoked = z.object({
  kind: z.literal('revoked'),
  id: z.string(),
  at: z.string(),
  by: z.string(),
});
const line = z.discriminatedUnion('kind', [made, revoked]);

const NAME = /^[\w.@ -]{1,80}$/;

/**
 * Keys as lines of a file that only grows: short lines are added whole, so that two programs can at once, and it
 * says who made and revoked which, and when. A last line that a crash cut off does not count. Code: `keys.file`.
 */
export function readKeys(path: string): Result<readonly ApiKey[]> {
  const keys = new Map<string, ApiKey>();
  const lines = contentOf(path).toString('utf8').split('\n');
  lines.pop();
  for (const [index, text] of lines.entries()) {
    const read = line.safeParse(parse(text));
    if (!read.success) {
      const message = `Line ${index + 1} of ${path} is no key: restore the file from a copy, or remove the line.`;
      return failed({ code: 'keys.file', message });
    }
    const { data } = read;
    const known = keys.get(data.id);
    if (data.kind === 'made') {
      const { id, name, tier, hash, at, by } = data;
      keys.set(id, { id, name, tier, hash, madeAt: at, madeBy: by });
    } else if (known && !known.revokedAt) keys.set(data.id, { ...known, revokedAt: data.at });
  }
  return ok([...keys.values()]);
}

export interface KeyOrder {
  readonly path: string;
  readonly name: string;
  /** Who orders it. */
  readonly by: string;
  readonly now: Date;
}

export interface MadeKey {
  readonly key: ApiKey;
  /** Told once, and kept nowhere. */
  readonly secret: string;
}

/** Makes a key, durable when it returns. Codes: `keys.file`, `keys.name`, `keys.exists`. */
export function makeKey(order: KeyOrder & { readonly tier: ApiKey['tier'] }): Result<MadeKey> {
  const { path, name, tier, by, now } = order;
  if (!NAME.test(name)) {
    const message = `A key is named by 1 to 80 letters, digits, spaces and . _ @ -, not ${JSON.stringify(name)}.`;
    return failed({ code: 'keys.name', message });
  }
  const known = readKeys(path);
  if (!known.ok) return known;
  if (known.value.some((key) => key.name === name && !key.revokedAt)) {
    const message = `There is a key named ${name}: revoke it first, or take another name.`;
    return failed({ code: 'keys.exists', message });
  }
  const id = randomBytes(4).toString('hex');
  const secret = `gf-${id}-${randomBytes(32).toString('base64url')}`;
  const at = now.toISOString();
  const hash = hashOf(secret);
  append(path, { kind: 'made', id, name, tier, hash, at, by });
  return ok({ key: { id, name, tier, hash, madeAt: at, madeBy: by }, secret });
}

/** Revokes the keys of a name, or of an id. Codes: `keys.file`, `keys.unknown`. */
export function revokeKeys({ path, name, by, now }: KeyOrder): Result<readonly ApiKey[]> {
  const known = readKeys(path);
  if (!known.ok) return known;
  const found = known.value.filter(
    (key) => !key.revokedAt && (key.name === name || key.id === name),
  );
  if (found.length === 0) {
    const message = `No key that holds is named ${name}; "gigafactory keys" lists them.`;
    return failed({ code: 'keys.unknown', message });
  }
  const at = now.toISOString();
  for (const { id } of found) append(path, { kind: 'revoked', id, at, by });
  return ok(found.map((key) => ({ ...key, revokedAt: at })));
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function append(path: string, entry: z.input<typeof line>): void {
  cutUnfinished(path);
  const file = openSync(path, 'a', 0o600);
  try {
    writeSync(file, `${JSON.stringify(entry)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** What a crash left of a last line would spoil the line that follows it: with that nobody could ask any more. */
function cutUnfinished(path: string): void {
  const content = contentOf(path);
  const end = content.lastIndexOf('\n') + 1;
  if (end < content.length) truncateSync(path, end);
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
