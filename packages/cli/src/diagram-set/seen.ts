import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SeenPicture } from '@gigafactory/grok/sight';

/** What a model made of pictures, kept so that an evaluation that was stopped goes on. */
export interface Seen {
  of(name: string): SeenPicture | undefined;
  keep(picture: SeenPicture): Promise<void>;
}

/** Of a folder, and of one reader: what another one read does not count. Without a folder nothing is kept. */
export async function openSeen(folder: string | undefined, reader: string): Promise<Seen> {
  if (folder === undefined) return { of: () => undefined, keep: async () => {} };
  const path = join(folder, 'seen.ndjson');
  const known = new Map<string, SeenPicture>();
  for (const line of (await readFile(path, 'utf8').catch(() => '')).split('\n')) {
    const kept = parse(line);
    if (kept?.reader === reader) known.set(kept.picture.name, kept.picture);
  }
  return {
    of: (name) => known.get(name),
    keep: (picture) => appendFile(path, `${JSON.stringify({ reader, picture })}\n`),
  };
}

/** A line as it was written; undefined of the last one, where it was cut off. */
function parse(
  line: string,
): { readonly reader: string; readonly picture: SeenPicture } | undefined {
  try {
    return line === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}
