import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findConsole } from '../http/console-files.ts';

/** A document for people and models, as Markdown. */
interface Doc {
  /** Below the folder of the documents: `docs/cli.md`. */
  readonly path: string;
  readonly title: string;
  /** What it begins with. */
  readonly about: string;
}

/** Documents on disk, listed once; only those are ever read. */
export interface Library {
  readonly docs: readonly Doc[];
  /** The text of one of them; undefined for any other path. */
  readonly read: (path: string) => string | undefined;
}

/** The documents that are built with the console, in its folder: those of its `llms.txt`. None if it has no such list. */
export function openLibrary(folder: string): Library {
  const list = join(folder, 'llms.txt');
  const lines = existsSync(list) ? readFileSync(list, 'utf8').split('\n') : [];
  const docs = lines.flatMap((line): Doc[] => {
    const [, title, path, about] = /^- \[(.+?)\]\(([\w./-]+)\): (.+)$/.exec(line) ?? [];
    return path === undefined ? [] : [{ path, title: title!, about: about! }];
  });
  const known = new Set(docs.map(({ path }) => path));
  const read = (path: string) =>
    known.has(path) ? readFileSync(join(folder, path), 'utf8') : undefined;
  return { docs, read };
}

/** Those installed next to the module `from` (its `import.meta.url`); undefined if the console is not built. */
export function findDocs(from: string): Library | undefined {
  const folder = findConsole(from);
  return folder.ok ? openLibrary(folder.value) : undefined;
}
