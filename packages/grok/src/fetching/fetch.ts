import type { IncomingMessage } from 'node:http';
import type { Result } from '@gigafactory/core/base';
import { readBody } from './body.ts';
import { ask } from './hop.ts';
import { type Kind, kindOf } from './kind.ts';
import { refused } from './problem.ts';
import { addressesOf, type Resolve, systemResolve } from './resolve.ts';
import { readTarget, type Target } from './target.ts';

export interface FetchLimits {
  /** B, on the wire and decompressed. */
  readonly bytes: number;
  /** Until the head of each answer is there: name, connection, TLS and headers, ms. */
  readonly headMs: number;
  /** For everything, redirects included, ms. */
  readonly wholeMs: number;
  readonly redirects: number;
}

export interface FetchOptions {
  /** What is taken; anything else is refused. */
  readonly kinds: readonly Kind[];
  readonly limits?: Partial<FetchLimits>;
  /** `host:port` that may be asked although it is not public: of tests, and of sites with feeds of their own. */
  readonly allowed?: readonly string[];
  /** What is known already: a server may answer that it is unchanged. */
  readonly known?: { readonly etag?: string; readonly modified?: string };
  readonly signal?: AbortSignal;
  readonly resolve?: Resolve;
}

export interface Fetched {
  /** Where it was in the end. */
  readonly url: string;
  /** Whether all redirects said that it has moved for good. */
  readonly hasMoved: boolean;
  /** Undefined if it is unchanged since `known`. */
  readonly bytes: Buffer | undefined;
  readonly kind: Kind | undefined;
  /** As the server says it, for `charset`; never for what the bytes are. */
  readonly type: string;
  readonly etag: string | undefined;
  readonly modified: string | undefined;
}

const USUAL: FetchLimits = { bytes: 5e6, headMs: 10_000, wholeMs: 30_000, redirects: 5 };
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const FOR_GOOD = new Set([301, 308]);

/**
 * Fetches what a stranger named. Never throws, and never reaches a host that is not public unless it is allowed by name.
 * @returns what is there, or a problem with a code of `Refusal`
 */
export async function fetchOutside(text: string, options: FetchOptions): Promise<Result<Fetched>> {
  const limits = { ...USUAL, ...options.limits };
  const whole = new Deadline(limits.wholeMs, options.signal);
  try {
    return await whole.reached(follow(text, options, limits, whole));
  } finally {
    whole.end();
  }
}

async function follow(
  text: string,
  options: FetchOptions,
  limits: FetchLimits,
  whole: Deadline,
): Promise<Result<Fetched>> {
  let target = readTarget(text, new Set(options.allowed));
  let hasMoved = true;
  for (let hops = 0; ; hops++) {
    if (!target.ok) return target;
    const answered = await askOnce(target.value, options, limits.headMs, whole);
    if (!answered.ok) return answered;
    const response = answered.value;
    const { statusCode: status = 0 } = response;
    const { location } = response.headers;
    if (!REDIRECTS.has(status)) {
      return taken(response, target.value, { options, limits, hasMoved: hops > 0 && hasMoved });
    }
    response.destroy();
    if (hops >= limits.redirects)
      return refused('redirect', `It leads on more than ${limits.redirects} times.`);
    if (location === undefined) return refused('redirect', 'It leads on, and does not say where.');
    if (!FOR_GOOD.has(status)) hasMoved = false;
    target = nextTarget(target.value, location, options);
  }
}

/** Every hop is checked as the first one was. What is allowed by name is not reached through somebody else's redirect. */
function nextTarget(from: Target, location: string, { allowed }: FetchOptions): Result<Target> {
  if (!URL.canParse(location, from.url.href)) return refused('redirect', 'It leads to no URL.');
  // An absolute one is read as it is written, so that odd spellings of its host are seen.
  const isAbsolute = /^[a-z][a-z\d+.-]*:/i.test(location);
  const next = isAbsolute ? location : new URL(location, from.url).href;
  const target = readTarget(next, from.isAllowed ? new Set(allowed) : new Set());
  if (target.ok && from.url.protocol === 'https:' && target.value.url.protocol === 'http:')
    return refused('redirect', 'It leads from https to http.');
  return target;
}

async function askOnce(
  target: Target,
  { resolve = systemResolve, kinds, known }: FetchOptions,
  headMs: number,
  whole: Deadline,
): Promise<Result<IncomingMessage>> {
  const head = new Deadline(headMs, whole.signal);
  const headers = {
    accept: kinds.map((kind) => ACCEPTED[kind]).join(', '),
    ...(known?.etag === undefined ? {} : { 'if-none-match': known.etag }),
    ...(known?.modified === undefined ? {} : { 'if-modified-since': known.modified }),
  };
  const asking = async (): Promise<Result<IncomingMessage>> => {
    const addresses = await addressesOf(target, resolve);
    if (!addresses.ok) return addresses;
    if (head.signal.aborted) return refused('stopped', 'It was stopped.');
    // The signal of the whole: that of the head must not end the body that is read later.
    return ask({ target, addresses: addresses.value, headers, signal: whole.signal });
  };
  try {
    return await head.reached(asking());
  } finally {
    head.end();
  }
}

const ACCEPTED: Readonly<Record<Kind, string>> = {
  xml: 'application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9',
  json: 'application/feed+json, application/json;q=0.9',
  html: 'text/html',
  other: '*/*;q=0.1',
};

interface Taking {
  readonly options: FetchOptions;
  readonly limits: FetchLimits;
  readonly hasMoved: boolean;
}

async function taken(
  response: IncomingMessage,
  { url }: Target,
  { options, limits, hasMoved }: Taking,
): Promise<Result<Fetched>> {
  const { statusCode: status = 0, headers } = response;
  const about = {
    ...{ url: url.href, hasMoved, type: headers['content-type'] ?? '' },
    ...{ etag: headers.etag, modified: headers['last-modified'] },
  };
  if (status === 304 && options.known) {
    response.destroy();
    return { ok: true, value: { ...about, bytes: undefined, kind: undefined } };
  }
  if (status !== 200) {
    response.destroy();
    return refused('status', `It answered with ${status}.`);
  }
  const body = await readBody(response, limits.bytes);
  if (!body.ok) return body;
  const kind = kindOf(body.value);
  if (!options.kinds.includes(kind)) {
    return refused('kind', `It is not ${options.kinds.join(' or ')} by its bytes.`);
  }
  return { ok: true, value: { ...about, bytes: body.value, kind } };
}

/** A moment by which something must be there; also passed when the one who asked stops. */
class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal | undefined;
  readonly #stop = (): void => this.#pass(refused('stopped', 'It was stopped.'));
  readonly #passed: Promise<Result<never>>;
  #pass: (why: Result<never>) => void = () => {};

  constructor(ms: number, outer: AbortSignal | undefined) {
    this.#outer = outer;
    this.#passed = new Promise((resolve) => {
      this.#pass = (why) => {
        resolve(why);
        this.#controller.abort();
      };
    });
    this.#timer = setTimeout(() => this.#pass(refused('time', `It took over ${ms} ms.`)), ms);
    if (outer?.aborted) this.#stop();
    outer?.addEventListener('abort', this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What comes of it, or that the moment has passed. */
  reached<Value>(work: Promise<Result<Value>>): Promise<Result<Value>> {
    return Promise.race([this.#passed, work]);
  }

  /** What is still under way is over too: a connection that hangs is closed. */
  end(): void {
    this.#controller.abort();
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#stop);
  }
}
