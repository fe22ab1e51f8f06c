import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PROGRAM_VERSION } from '@gigafactory/core/base';

let known: string | undefined;

/**
 * Tells programs apart that may answer differently: its version, and a hash of the compiled core, because a
 * checkout keeps its version while it changes. Tasks that run another program answer nothing.
 */
export function programIdentity(): string {
  known ??= `${PROGRAM_VERSION}+${hashOfCore()}`;
  return known;
}

function hashOfCore(): string {
  const entry = createRequire(import.meta.url).resolve('@gigafactory/core/api');
  const folder = dirname(dirname(entry));
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const compiled = names.filter((name) => name.endsWith('.js')).sort();
  if (compiled.length === 0) throw new Error(`${folder} is not compiled`);
  for (const name of compiled) {
    hash.update(`${name.replaceAll('\\', '/')}\n`).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
