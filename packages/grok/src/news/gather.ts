import { readFile, stat } from 'node:fs/promises';
import type { Problem, Result } from '@gigafactory/core/base';
import { fetchOutside } from '../fetching/index.ts';
import { decodeFeed } from './feed/decode.ts';
import { readFeed } from './feed/read-feed.ts';
import type { Item } from './item.ts';

/** B of a feed; a larger one is not read. */
const MOST_BYTES = 25e6;
/** Feeds that are asked at once. */
const AT_ONCE = 6;

export interface FeedReport {
  /** As it was named. */
  readonly source: string;
  readonly items: number;
  /** Items without a text, or beyond the limit. */
  readonly left: number;
  /** Where it has moved to for good. */
  readonly movedTo?: string;
  readonly problem?: Problem;
}

export interface Gathered {
  readonly items: readonly Item[];
  readonly feeds: readonly FeedReport[];
}

export interface Gathering {
  /** ms since 1970. */
  readonly now: number;
  /** Makes a path of a name that is no URL. */
  readonly resolvePath: (name: string) => string;
  /** `host:port` that may be asked although it is not public. */
  readonly allowed: readonly string[];
  readonly signal?: AbortSignal;
}

/** Reads feeds, files or URLs. What is wrong with one costs only its own items. */
export async function gather(sources: readonly string[], how: Gathering): Promise<Gathered> {
  const found: { report: FeedReport; items: readonly Item[] }[] = [];
  const queue = [...sources.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      found[next[0]] = await gatherOne(next[1], how);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return {
    items: found.flatMap(({ items }) => items),
    feeds: found.map(({ report }) => report),
  };
}

async function gatherOne(
  source: string,
  how: Gathering,
): Promise<{ report: FeedReport; items: readonly Item[] }> {
  const bytes = isUrl(source) ? await fromWeb(source, how) : await fromDisk(source, how);
  if (!bytes.ok) return broken(source, bytes.problems[0]!);
  const { body, type, movedTo } = bytes.value;
  const read = readFeed({ source, text: decodeFeed(body, type), now: how.now });
  if (!read.ok) return broken(source, read.problems[0]!);
  const { items, left } = read.value;
  const moved = movedTo === undefined ? {} : { movedTo };
  return { items, report: { source, items: items.length, left, ...moved } };
}

function broken(source: string, problem: Problem) {
  return { items: [], report: { source, items: 0, left: 0, problem } };
}

function isUrl(source: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(source);
}

interface Bytes {
  readonly body: Uint8Array;
  readonly type: string;
  readonly movedTo?: string;
}

async function fromWeb(source: string, { allowed, signal }: Gathering): Promise<Result<Bytes>> {
  const fetched = await fetchOutside(source, {
    kinds: ['xml', 'json'],
    ...{ allowed, limits: { bytes: MOST_BYTES } },
    ...(signal ? { signal } : {}),
  });
  if (!fetched.ok) return fetched;
  const { bytes, type, hasMoved, url } = fetched.value;
  return {
    ok: true,
    value: { body: bytes ?? Buffer.alloc(0), type, ...(hasMoved ? { movedTo: url } : {}) },
  };
}

async function fromDisk(source: string, { resolvePath }: Gathering): Promise<Result<Bytes>> {
  const path = resolvePath(source);
  const refuse = (code: string, message: string): Result<never> => ({
    ...{ ok: false, problems: [{ code: `feed.${code}`, message }] },
  });
  try {
    const about = await stat(path);
    if (!about.isFile()) return refuse('file', `"${source}" is no file.`);
    if (about.size > MOST_BYTES)
      return refuse('size', `"${source}" is larger than ${MOST_BYTES / 1e6} MB.`);
    return { ok: true, value: { body: await readFile(path), type: '' } };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return refuse('file', `"${source}" could not be read (${code}).`);
  }
}
