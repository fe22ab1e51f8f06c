import { failed, ok, type Result } from '@gigafactory/core/base';
import type { z } from 'zod';
import { type Connection, sleep, type WatchEnd } from './connection.ts';
import { readList } from './objects.ts';

interface Named {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
}

/** Which objects, and how to read one. */
export interface Source<Kind extends Named> {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly read: z.ZodType<Kind>;
}

/** Objects of an answer; a list is read in pieces of this size. */
const PIECE = '500';

/** ms before a watch that broke off is opened again, doubled while it fails. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;

export interface Listing<Kind> {
  readonly version: string;
  readonly items: readonly Kind[];
}

/**
 * All objects of a source at one moment. A list whose pieces the server no longer knows is asked for again as a whole.
 */
export async function listAll<Kind extends Named>(
  connection: Connection,
  { path, query, read }: Source<Kind>,
): Promise<Result<Listing<Kind>>> {
  const items: unknown[] = [];
  let piece: Readonly<Record<string, string>> = { limit: PIECE };
  for (;;) {
    const answer = await connection.ask({ method: 'GET', path, query: { ...query, ...piece } });
    if (!answer.ok) {
      const isGone = answer.problems[0]?.code === 'kubernetes.gone';
      if (!isGone || !('limit' in piece)) return answer;
      items.length = 0;
      piece = {};
      continue;
    }
    const list = readList.safeParse(answer.value);
    if (!list.success) return unread(path);
    items.push(...list.data.items);
    const { continue: next, resourceVersion } = list.data.metadata;
    if (next) {
      piece = { limit: PIECE, continue: next };
      continue;
    }
    const known = items.flatMap((item) => read.safeParse(item).data ?? []);
    return ok({ version: resourceVersion, items: known });
  }
}

function unread(path: string) {
  const message = `The Kubernetes API answered GET ${path} with something that is no list.`;
  return failed({ code: 'kubernetes.answer', message });
}

/** A copy of all objects of a source, kept up to date by a watch. */
export class Mirror<Kind extends Named> {
  readonly #connection: Connection;
  readonly #source: Source<Kind>;
  readonly #changed: () => void;
  readonly #isNews: (before: Kind | undefined, now: Kind) => boolean;
  readonly #stop = new AbortController();
  #objects: Map<string, Kind> | undefined;
  #version = '';

  /** `isNews`: whether a change of an object is worth telling; without it, each is. */
  constructor(
    connection: Connection,
    source: Source<Kind>,
    changed: () => void,
    isNews: (before: Kind | undefined, now: Kind) => boolean = () => true,
  ) {
    this.#connection = connection;
    this.#source = source;
    this.#changed = changed;
    this.#isNews = isNews;
    void this.#run();
  }

  /** Undefined until it was listed for the first time. */
  get objects(): readonly Kind[] | undefined {
    return this.#objects && [...this.#objects.values()];
  }

  close(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    let pause = FIRST_PAUSE;
    let mustList = true;
    while (!signal.aborted) {
      if (mustList && !(await this.#list())) {
        await sleep(pause, signal);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        continue;
      }
      const before = this.#version;
      const end = await this.#watch(signal);
      mustList = end === 'gone';
      if (mustList || this.#version !== before) pause = FIRST_PAUSE;
      if (mustList) continue;
      await sleep(pause, signal);
      // A watch that said nothing before it ended will probably do so again.
      if (this.#version === before) pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  #watch(signal: AbortSignal): Promise<WatchEnd> {
    const { path, query } = this.#source;
    const asked = { ...query, allowWatchBookmarks: 'true', resourceVersion: this.#version };
    return this.#connection.watch(path, asked, this.#hear, signal);
  }

  async #list(): Promise<boolean> {
    const listing = await listAll(this.#connection, this.#source);
    if (!listing.ok || this.#stop.signal.aborted) return false;
    this.#version = listing.value.version;
    this.#objects = new Map(listing.value.items.map((item) => [item.metadata.name, item]));
    this.#changed();
    return true;
  }

  readonly #hear = (type: string, json: unknown): void => {
    const version = readVersion(json);
    if (version !== '') this.#version = version;
    if (type === 'BOOKMARK' || this.#stop.signal.aborted) return;
    const object = this.#source.read.safeParse(json).data;
    if (!object) return;
    const { name } = object.metadata;
    const known = this.#objects?.get(name);
    if (type === 'DELETED') this.#objects?.delete(name);
    else this.#objects?.set(name, object);
    if (type === 'DELETED' || this.#isNews(known, object)) this.#changed();
  };
}

/** From where a watch goes on. */
function readVersion(json: unknown): string {
  const metadata = fieldOf(json, 'metadata');
  const version = fieldOf(metadata, 'resourceVersion');
  return typeof version === 'string' ? version : '';
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
