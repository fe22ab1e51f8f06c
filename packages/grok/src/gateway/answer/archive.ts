import { mkdirSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { WireItem } from '../request/ask.ts';
import type { Turn } from '../upstream.ts';
import type { WireResponse } from './wire.ts';

/** A finished answer as it is kept on disk, with what was asked. */
export interface Archived {
  readonly key: string;
  readonly response: WireResponse;
  readonly input: readonly WireItem[];
  /** The conversation up to its end. */
  readonly turns: readonly Turn[];
}

const shape = z.object({
  key: z.string(),
  response: z.looseObject({ id: z.string() }),
  input: z.array(z.looseObject({ type: z.string() })),
  turns: z.array(z.looseObject({ kind: z.string() })),
});

const ID = /^resp_[0-9a-f]{32}$/;

/**
 * Prompts and replies on disk, a file each, for as long as the configuration says: only there if it says so. Who
 * lets them live shorter finds the older ones removed.
 */
export class Archive {
  readonly #folder: string;
  readonly #retention: () => number | undefined;

  /** @param retention s; undefined keeps nothing */
  constructor(folder: string, retention: () => number | undefined) {
    this.#folder = folder;
    this.#retention = retention;
  }

  /** Whether anything is kept. */
  get keeps(): boolean {
    return this.#retention() !== undefined;
  }

  async put(archived: Archived): Promise<void> {
    if (!this.keeps) return;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#path(archived.response.id);
    await writeFile(`${path}.new`, JSON.stringify(archived), { mode: 0o600 });
    await rename(`${path}.new`, path);
  }

  /** What is older than it may be is as good as gone. @param now ms since 1970 */
  async get(id: string, now: number): Promise<Archived | undefined> {
    if (!ID.test(id) || !this.keeps) return undefined;
    try {
      if ((await stat(this.#path(id))).mtimeMs < this.#oldest(now)) return undefined;
      const read = shape.safeParse(JSON.parse(await readFile(this.#path(id), 'utf8')));
      // Written by `put`: the loose parts are what it wrote.
      return read.success ? (read.data as unknown as Archived) : undefined;
    } catch {
      return undefined;
    }
  }

  async remove(id: string): Promise<void> {
    if (ID.test(id)) await rm(this.#path(id), { force: true });
  }

  /** Removes what is older than it may be; everything if nothing is to be kept. @param now ms since 1970 */
  async prune(now: number): Promise<void> {
    const oldest = this.#oldest(now);
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const path = join(this.#folder, name);
      const stats = await stat(path).catch(() => undefined);
      if (stats && stats.mtimeMs < oldest) await rm(path, { force: true });
    }
  }

  /** ms since 1970. */
  #oldest(now: number): number {
    return now - (this.#retention() ?? 0) * 1000;
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
