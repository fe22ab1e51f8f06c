import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { writeDurably } from '@gigafactory/trainer/checkpoint';

/** A version is being served; nothing removes it until it is released. */
export interface Hold {
  release(): Promise<void>;
}

interface Held {
  readonly model: string;
  /** In words: `up on port 4600`. */
  readonly what: string;
  readonly pid: number;
  readonly host: string;
}

/**
 * Files that say which process serves which version. One of a process that is gone from this machine counts no more;
 * one of another machine counts until it is deleted, for nothing here can tell.
 */
export class Holds {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async take(model: string, what: string): Promise<Hold> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const held: Held = { model, what, pid: process.pid, host: hostname() };
    const path = join(this.#folder, `${process.pid}-${Date.now()}-${taken++}.json`);
    await writeDurably(path, new TextEncoder().encode(`${JSON.stringify(held)}\n`));
    return { release: () => rm(path, { force: true }) };
  }

  /** What serves each version, in words. */
  async read(): Promise<ReadonlyMap<string, readonly string[]>> {
    const holders = new Map<string, string[]>();
    for (const name of await this.#names()) {
      const path = join(this.#folder, name);
      const held = await readHeld(path);
      if (!held) continue;
      if (isGone(held)) {
        await rm(path, { force: true });
        continue;
      }
      const { model, what, pid, host } = held;
      const where = host === hostname() ? `process ${pid}` : `process ${pid} of ${host} (${path})`;
      holders.set(model, [...(holders.get(model) ?? []), `${what}, ${where}`]);
    }
    return holders;
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => name.endsWith('.json')).sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

let taken = 0;

/** Undefined for one that was released meanwhile, or whose writer died as it wrote. */
async function readHeld(path: string): Promise<Held | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Held;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A pid that another process has by now keeps a model longer than needed, and takes none too early. */
function isGone({ pid, host }: Held): boolean {
  return host === hostname() && !isAlive(pid);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
