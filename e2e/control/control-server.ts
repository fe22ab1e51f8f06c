import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordedRun } from './recorded-run.ts';

const DIST = fileURLToPath(new URL('../../packages/console/dist', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Entries that are written together. */
const PIECE = 400;

export const TOKEN = 'a-token-of-the-tests';

type Stream = 'events' | 'progress' | 'logs';

interface Reader {
  readonly stream: Stream;
  readonly response: ServerResponse;
}

/** The built console and, beside it, recorded answers of a control plane with one run. */
export class ControlServer {
  readonly orders: { readonly path: string; readonly body: unknown }[] = [];
  /** Paths that were asked for, with their queries. */
  readonly asked: string[] = [];
  run: RecordedRun | undefined;
  /** Whether it answers at all, as far as the page can see. */
  isUp = true;
  readonly #streams: Record<Stream, { readonly offset: number | string }[]> = {
    events: [],
    progress: [],
    logs: [],
  };
  readonly #readers = new Set<Reader>();
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  /** Says on every stream that it lives, as a control plane does. */
  readonly #heartbeat = setInterval(() => {
    for (const { response } of this.#readers) response.write('\n');
  }, 5000);

  constructor(run: RecordedRun | undefined) {
    this.run = run;
    if (!run) return;
    this.#streams.events.push(...run.entries);
    this.#streams.progress.push(...run.progress);
    this.#streams.logs.push(...run.logs);
  }

  /** The address, with the token behind the `#`. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  }

  /** Streams that are being read. */
  get readers(): number {
    return this.#readers.size;
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.drop();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Says something more on a stream. */
  push(stream: Stream, ...entries: readonly { readonly offset: number | string }[]): void {
    this.#streams[stream].push(...entries);
    for (const reader of this.#readers)
      if (reader.stream === stream)
        for (const entry of entries) reader.response.write(lineOf(entry));
  }

  /**
   * Says so much that it cannot be kept, as fast as whoever reads it then takes it; one who comes later gets the
   * last of it.
   */
  async pour(
    stream: Stream,
    entries: Iterable<{ readonly offset: number | string }>,
  ): Promise<void> {
    let piece: { readonly offset: number | string }[] = [];
    let before = piece;
    const flush = async (): Promise<void> => {
      const text = piece.map(lineOf).join('');
      const readers = [...this.#readers].filter((reader) => reader.stream === stream);
      for (const { response } of readers) if (!response.write(text)) await taken(response);
      [before, piece] = [piece, []];
    };
    for (const entry of entries) {
      piece.push(entry);
      if (piece.length === PIECE) await flush();
    }
    this.#streams[stream].push(...before, ...piece);
    await flush();
  }

  /** Breaks every stream. */
  drop(): void {
    for (const { response } of this.#readers) response.destroy();
    this.#readers.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (!url.pathname.startsWith('/control/')) return this.#serveFile(url.pathname, response);
    this.asked.push(url.pathname + url.search);
    if (!this.isUp) {
      response.destroy();
      return;
    }
    if (request.headers.authorization !== `Bearer ${TOKEN}`)
      return refuse(response, 401, 'The token is not that of this control plane.');
    const path = decodeURIComponent(url.pathname.slice('/control'.length));
    if (request.method === 'POST') return this.#order(path, request, response);
    return this.#tell(path, url, response);
  }

  #tell(path: string, url: URL, response: ServerResponse): void {
    const { run } = this;
    const what = path.split('/')[3];
    if (path === '/state') send(response, { holder: holderOf(run), runs: run ? [run.detail] : [] });
    else if (!run || run.detail.run !== path.split('/')[2])
      refuse(response, 404, `There is no run ${path.slice(6)}.`);
    else if (what === undefined) send(response, run.detail);
    else if (what === 'factory') send(response, run.factory);
    else if (what === 'journal') response.end(run.journal);
    else if (what === 'events' || what === 'progress' || what === 'logs')
      this.#stream(what, url, response);
    else refuse(response, 404, 'There is no such route.');
  }

  #stream(stream: Stream, { searchParams }: URL, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.flushHeaders();
    const after = searchParams.get('after');
    const rank = searchParams.get('rank');
    const all = this.#streams[stream];
    const from = after === null ? 0 : all.findIndex(({ offset }) => String(offset) === after) + 1;
    const wanted = all
      .slice(from)
      .filter((entry) => rank === null || ('rank' in entry && String(entry.rank) === rank));
    response.write(wanted.map(lineOf).join('') || '\n');
    const reader = { stream, response };
    this.#readers.add(reader);
    response.on('close', () => this.#readers.delete(reader));
  }

  async #order(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const piece of request) text += piece;
    this.orders.push({ path, body: JSON.parse(text) });
    send(response, { confirmed: false, words: 'It is written down and under way.' });
  }

  async #serveFile(path: string, response: ServerResponse): Promise<void> {
    const file = join(DIST, normalize(path === '/' ? '/index.html' : path));
    const body = await readFile(file).catch(() => undefined);
    response.writeHead(body ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'text/plain' });
    response.end(body);
  }
}

/** Resolves when the reader has taken what was written, or has gone. */
async function taken(response: ServerResponse): Promise<void> {
  while (response.writableNeedDrain && !response.destroyed)
    await new Promise((resolve) => setTimeout(resolve, 2));
}

function holderOf(run: RecordedRun | undefined) {
  if (!run) return null;
  return { pid: 4242, since: run.detail.startedAt, version: '0.2.0', folder: 'state' };
}

function send(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.statusCode = status;
  send(response, { ok: false, problems: [{ code: 'control.test', message }] });
}

function lineOf(entry: object): string {
  return `${JSON.stringify(entry)}\n`;
}
