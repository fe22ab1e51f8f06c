import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { failed, ok, type Problem, type Refusal, type Result } from '@gigafactory/core/base';
import { z } from 'zod';
import { type Access, wordsOf } from './access.ts';
import { PATIENCE, type Patience } from './options.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly type?: string;
}

/** How a watch ended: closed or broken off, or from a version that the server no longer knows. */
export type WatchEnd = 'closed' | 'gone' | Refusal;

/** A watch says something at least each minute, a bookmark if nothing else; ms. */
const SILENCE = 90_000;

/** s; servers end watches after half an hour at the latest. */
const WATCH_SECONDS = 290;

/** A longer Retry-After is left to the caller; ms. */
const LONGEST_PAUSE = 5_000;

const GONE = 410;

const statusOf = z.object({ code: z.number().optional(), message: z.string().optional() });
const eventOf = z.object({ type: z.string(), object: z.unknown() });

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: number | undefined;
  /** By the server's clock, ms since 1970. */
  readonly date: number | undefined;
}

/** Requests to the API: JSON both ways, a deadline for each, tried again where that helps. */
export class Connection {
  readonly #open: () => Promise<Result<Access>>;
  readonly #patience: Patience;
  #access: Promise<Result<Access>> | undefined;
  /** ms by which the server's clock was ahead in its last answer. */
  clockAhead: number | undefined;

  constructor(open: () => Promise<Result<Access>>, patience: Partial<Patience> = {}) {
    this.#open = open;
    this.#patience = { ...PATIENCE, ...patience };
  }

  /**
   * Asks, and again after 429, 5xx and lost answers as long as there is patience: every call of ours may be done
   * twice. Codes: `kubernetes.` with unreachable, busy, unauthorized, forbidden, notFound, conflict, gone, refused,
   * answer, and those of `openAccess`.
   */
  async ask(call: Call): Promise<Result<unknown>> {
    const access = await this.#entry();
    if (!access.ok) return access;
    const end = performance.now() + this.#patience.order;
    let renewed = false;
    for (let pause = this.#patience.pause; ; pause *= 2) {
      const answer = await this.#once(call);
      if ('problems' in answer) {
        const [problem] = answer.problems;
        if (problem?.code !== 'kubernetes.unreachable') return answer;
        if (performance.now() + pause > end) return answer;
        await sleep(pause);
        continue;
      }
      const { status, text } = answer;
      if (status < 300) return parsed(text);
      if (status === 401 && !renewed) {
        // A token in a file, or from a plug-in, may have been renewed since.
        renewed = true;
        this.#access = undefined;
        continue;
      }
      const wait = answer.retryAfter ?? pause;
      const mayPass = status === 429 || status >= 500;
      if (!mayPass || wait > LONGEST_PAUSE || performance.now() + wait > end)
        return failed(problemOf(call, answer));
      await sleep(wait);
    }
  }

  /** Hears events until the watch ends. Each is given as it is; bookmarks too. */
  async watch(
    path: string,
    query: Readonly<Record<string, string>>,
    hear: (type: string, object: unknown) => void,
    signal: AbortSignal,
  ): Promise<WatchEnd> {
    const all = { ...query, watch: 'true', timeoutSeconds: String(WATCH_SECONDS) };
    const call: Call = { method: 'GET', path, query: all };
    const opened = await this.#send(call, signal);
    if ('problems' in opened) return opened;
    const { statusCode = 0 } = opened;
    if (statusCode === GONE) {
      opened.resume();
      return 'gone';
    }
    if (statusCode !== 200) {
      if (statusCode === 401) this.#access = undefined;
      const answer = await readAnswer(opened).catch(() => undefined);
      return answer ? failed(problemOf(call, answer)) : 'closed';
    }
    opened.setTimeout(SILENCE, () => opened.destroy());
    return hearAll(opened, hear, call);
  }

  async #once(call: Call): Promise<Answer | Refusal> {
    const signal = AbortSignal.timeout(this.#patience.answer);
    const opened = await this.#send(call, signal);
    if ('problems' in opened) return opened;
    try {
      const answer = await readAnswer(opened);
      if (answer.date !== undefined) this.clockAhead = answer.date - Date.now();
      return answer;
    } catch (error) {
      return unreachable(error);
    }
  }

  /** The library takes a second or two to load, which no deadline counts. */
  async #entry(): Promise<Result<Access>> {
    this.#access ??= this.#open();
    const access = await this.#access;
    if (!access.ok) this.#access = undefined;
    return access;
  }

  async #send(call: Call, signal: AbortSignal): Promise<IncomingMessage | Refusal> {
    const access = await this.#entry();
    if (!access.ok) return access;
    const { server } = access.value;
    const url = new URL(`${server.pathname.replace(/\/$/, '')}${call.path}`, server);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    const options = await access.value.authenticate();
    if (!options.ok) return options;
    try {
      return await send(url, { ...options.value, method: call.method, signal }, call);
    } catch (error) {
      return unreachable(error);
    }
  }
}

function send(url: URL, options: RequestOptions, { body, type }: Call): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(Array.isArray(options.headers) ? {} : options.headers),
    accept: 'application/json',
    'user-agent': 'gigafactory',
    ...(text !== undefined && {
      'content-type': type ?? 'application/json',
      'content-length': String(Buffer.byteLength(text)),
    }),
  };
  return new Promise((resolve, reject) => {
    const make = url.protocol === 'http:' ? httpRequest : httpsRequest;
    const asked = make(url, { ...options, headers }, resolve);
    asked.on('error', reject);
    asked.end(text);
  });
}

async function readAnswer(message: IncomingMessage): Promise<Answer> {
  let text = '';
  message.setEncoding('utf8');
  for await (const chunk of message) text += String(chunk);
  const after = Number(message.headers['retry-after']);
  const date = Date.parse(message.headers.date ?? '');
  return {
    status: message.statusCode ?? 0,
    text,
    retryAfter: Number.isFinite(after) ? after * 1000 : undefined,
    date: Number.isNaN(date) ? undefined : date,
  };
}

function hearAll(
  message: IncomingMessage,
  hear: (type: string, object: unknown) => void,
  call: Call,
): Promise<WatchEnd> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: message });
    const end = (how: WatchEnd) => {
      lines.close();
      message.destroy();
      resolve(how);
    };
    message.on('error', () => end('closed'));
    lines.on('error', () => end('closed'));
    message.on('close', () => end('closed'));
    lines.on('line', (line) => {
      const event = eventOf.safeParse(parseJson(line));
      // The last line of a watch that broke off is half a line.
      if (!event.success) return end('closed');
      if (event.data.type !== 'ERROR') return hear(event.data.type, event.data.object);
      const { code = 0 } = statusOf.safeParse(event.data.object).data ?? {};
      // A version that is gone comes as an event of an answer 200.
      if (code === GONE) return end('gone');
      const text = JSON.stringify(event.data.object);
      end(failed(problemOf(call, { status: code, text, retryAfter: undefined, date: undefined })));
    });
  });
}

function parsed(text: string): Result<unknown> {
  const value = parseJson(text);
  if (value !== undefined) return ok(value);
  const message = `The Kubernetes API answered with something that is no JSON: ${text.slice(0, 80)}`;
  return failed({ code: 'kubernetes.answer', message });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const CODES: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
  410: 'gone',
  429: 'busy',
};

const ADVICE: Readonly<Record<string, string>> = {
  unauthorized:
    ' The token has expired or is not valid: log in again, so that the kubeconfig has a new one.',
  forbidden: ' The roles that are needed stand in docs/engines.md.',
  busy: ' It is tried again.',
};

function problemOf({ method, path }: Call, { status, text }: Answer): Problem {
  const { message = '' } = statusOf.safeParse(parseJson(text)).data ?? {};
  const word = CODES[status] ?? (status >= 500 ? 'busy' : 'refused');
  const said = message === '' ? '' : `: ${message}`;
  const advice = ADVICE[word] ?? '';
  const shown = `The Kubernetes API answered ${status} to ${method} ${path}${said}.${advice}`;
  return { code: `kubernetes.${word}`, message: shown };
}

function unreachable(error: unknown): Refusal {
  const message = `The Kubernetes API does not answer: ${wordsOf(error)}.`;
  return failed({ code: 'kubernetes.unreachable', message });
}

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
