import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { onTestFinished } from 'vitest';
import {
  type ApiKey,
  type BookStore,
  keyFile,
  type LookAtServices,
  makeKey,
  type OpenedGateway,
  openGateway,
  type Upstream,
  type UpstreamEvent,
  type UpstreamModel,
  type UpstreamRequest,
} from './index.ts';

type Script = (request: UpstreamRequest, signal: AbortSignal) => AsyncIterable<UpstreamEvent>;

const ALL: UpstreamModel['takes'] = {
  ...{ tools: true, formats: ['json', 'schema'], sampling: true, pictures: true },
};

/** An upstream that says what a test has it say, and keeps what it was asked. */
export class ScriptedUpstream implements Upstream {
  readonly name: string;
  readonly requests: UpstreamRequest[] = [];
  readonly takes: UpstreamModel['takes'];
  script: Script;
  /** How many requests were stopped. */
  stopped = 0;

  constructor(script: Script, name = 'scripted', takes = ALL) {
    this.name = name;
    this.script = script;
    this.takes = takes;
  }

  models(): readonly UpstreamModel[] {
    return [{ id: 'm', created: 1_700_000_000, owner: 'tests', takes: this.takes }];
  }

  respond(request: UpstreamRequest, signal: AbortSignal): AsyncIterable<UpstreamEvent> {
    this.requests.push(request);
    signal.addEventListener('abort', () => this.stopped++, { once: true });
    return this.script(request, signal);
  }
}

/** Says all of it at once. */
export function says(...events: readonly UpstreamEvent[]): Script {
  return async function* () {
    yield* events;
  };
}

export const HELLO: readonly UpstreamEvent[] = [
  { kind: 'text', delta: 'Hel' },
  { kind: 'text', delta: 'lo' },
  { kind: 'usage', input: 3, output: 2 },
  { kind: 'done', reason: 'stop' },
];

/** Says nothing, and does not hear that it is stopped. */
export async function* hangs(): AsyncGenerator<UpstreamEvent> {
  await new Promise(() => {});
}

/** A gate that a script waits at until the test opens it. */
export class Gate {
  open: () => void = () => {};
  readonly passed = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** Books in memory, which survive a gateway as a file would. */
export class MemoryBooks implements BookStore {
  readonly lines: string[] = [];
  #summary: string | undefined;
  #from = 0;

  async open() {
    const lines = this.lines.slice(this.#from);
    const each = (async function* () {
      yield* lines;
    })();
    return { ...(this.#summary === undefined ? {} : { summary: this.#summary }), lines: each };
  }

  async append(line: string): Promise<void> {
    this.lines.push(line);
  }

  async summarise(summary: string): Promise<void> {
    this.#summary = summary;
    this.#from = this.lines.length;
  }

  async close(): Promise<void> {}

  entries(): Record<string, unknown>[] {
    return this.lines.map((line) => JSON.parse(line));
  }
}

export interface RunningGateway {
  readonly url: string;
  readonly home: string;
  readonly opened: OpenedGateway;
  readonly warnings: string[];
  /** The official client, which sends a request once only. */
  client(secret?: string): OpenAI;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  makeKey(name: string, tier: ApiKey['tier']): string;
  close(): Promise<void>;
}

interface Started {
  readonly upstreams?: readonly Upstream[];
  readonly services?: LookAtServices;
  /** `gateway.yaml`. */
  readonly yaml?: string;
  readonly books?: BookStore;
  readonly env?: Record<string, string>;
  readonly home?: string;
  readonly isLocal?: boolean;
}

/** A gateway on a port of its own, which is closed with its test unless it was before. @throws with the problems of its file */
export async function startGateway(started: Started = {}): Promise<RunningGateway> {
  const { upstreams = [], yaml, books, env = {}, isLocal = true, services } = started;
  const home = started.home ?? mkdtempSync(join(tmpdir(), 'gateway-'));
  if (yaml !== undefined) writeFileSync(join(home, 'gateway.yaml'), yaml);
  const warnings: string[] = [];
  const opened = await openGateway({
    ...{ home, upstreams, env, isLocal, services },
    ...(books ? { books } : {}),
    warn: (message) => void warnings.push(message),
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const { value } = opened;
  const server = createServer(value.listener);
  // Longer than a client keeps a connection idle, as where it is mounted.
  server.keepAliveTimeout = 75_000;
  const port = await listen(server);
  const url = `http://127.0.0.1:${port}`;
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await value.close();
    await new Promise((resolve) => server.close(resolve));
    if (!started.home) rmSync(home, { recursive: true });
  };
  const closeOnce = (): Promise<void> => (closing ??= close());
  onTestFinished(closeOnce);
  return {
    ...{ url, home, opened: value, warnings, close: closeOnce },
    client: (secret = 'none') =>
      new OpenAI({ baseURL: `${url}/v1`, apiKey: secret, maxRetries: 0, logLevel: 'off' }),
    post: (path, body, headers = {}) =>
      fetch(`${url}/v1${path}`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    makeKey: (name, tier) => {
      const now = new Date();
      const made = makeKey({ path: keyFile(home), name, tier, by: 'tests', now });
      if (!made.ok) throw new Error(made.problems[0]?.message);
      return made.value.secret;
    },
  };
}

/** A server of the chat API that answers as a test says. */
export class FakeServer {
  readonly bodies: Record<string, unknown>[] = [];
  readonly keys: (string | undefined)[] = [];
  /** Connections that were made. */
  connections = 0;
  /** Requests whose reader left before the end. */
  left = 0;
  answer: (response: ServerResponse) => void;
  readonly #server: Server;
  url = '';

  constructor(answer: (response: ServerResponse) => void) {
    this.answer = answer;
    this.#server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece) => pieces.push(piece));
      response.on('close', () => {
        if (!response.writableFinished) this.left++;
      });
      request.on('end', () => {
        this.bodies.push(JSON.parse(Buffer.concat(pieces).toString()));
        this.keys.push(request.headers.authorization);
        this.answer(response);
      });
    });
    this.#server.on('connection', () => this.connections++);
  }

  async start(): Promise<this> {
    this.url = `http://127.0.0.1:${await listen(this.#server)}/v1`;
    return this;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** Server-sent events with these chunks, `[DONE]` after them. */
export function streams(...chunks: readonly unknown[]): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    response.end('data: [DONE]\n\n');
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
