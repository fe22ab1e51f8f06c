import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The texts that ship with the trainer: the project's own documents. */
export const SHIPPED_TEXT = join(dirname(fileURLToPath(import.meta.url)), '../../text');

export interface Corpus {
  /** In the order of their files' names. */
  readonly texts: readonly string[];
  /** SHA-256 of them all, hex. */
  readonly digest: string;
}

/** Every .txt file of a folder. Throws when there is none. */
export function readCorpus(folder: string): Corpus {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort();
  if (names.length === 0) throw new Error(`no .txt file in ${folder}`);
  const texts = names.map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return { texts, digest: hash.digest('hex') };
}
