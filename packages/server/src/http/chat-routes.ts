import { ok, type Result } from '@gigafactory/core/base';
import { ATTACHMENT_LIMITS, CHAT_ROUTES } from '@gigafactory/core/chats';
import {
  type Assistant,
  type Assistants,
  type ChatReader,
  chatAsMarkdown,
  type KeptFile,
} from '@gigafactory/grok/assistant';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { stream } from 'hono/streaming';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { type Door, ownerOf, refuseNobody, requires } from './door.ts';
import { limitBody } from './guard.ts';
import { readOrder } from './read-order.ts';
import { refuse } from './refuse.ts';

/** The assistants of a state folder, opened when one is first asked. */
export interface LaterAssistant {
  /** Rejects each time with why they could not be. */
  readonly open: () => Promise<Assistants>;
  /** Ends what is under way. */
  readonly close: () => Promise<void>;
}

/** How often a stream says that it is still there, ms. */
const BEAT_MS = 10_000;

/** The chats of whoever asks, and of nobody else; what can be asked is in the contract of chats. */
export function chatRoutes(later: LaterAssistant, door: Door): Hono {
  const routes = new Hono();
  routes.use(requires(door, () => 'member'));
  const open: Open = async (c, use) => {
    const visitor = door.visitor(c);
    if (!visitor) return refuseNobody(c, door);
    let assistant: Assistant;
    try {
      assistant = await (await later.open()).of(ownerOf(visitor));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return refuse(c, 503, 'chats.closed', message);
    }
    return use(assistant);
  };
  addFiles(routes, open);
  addQuestions(routes, open, door);
  addOrders(routes, open, door);
  routes.all('*', (c) => refuse(c, 404, 'http.path', `There is nothing at ${c.req.path}.`));
  return routes;
}

type Open = (c: Context, use: (assistant: Assistant) => Promise<Response>) => Promise<Response>;

/** What is larger than any attachment is not even read. */
const limitFile = bodyLimit({
  maxSize: ATTACHMENT_LIMITS.bytes,
  onError: (c) => {
    c.header('Connection', 'close');
    const message = `The file is larger than ${ATTACHMENT_LIMITS.bytes / 1e6} MB, the limit.`;
    return refuse(c, 413, 'attachment.size', message);
  },
});

function addFiles(routes: Hono, open: Open): void {
  const { attach, detach, file } = CHAT_ROUTES;
  routes.post(below(attach), limitFile, (c) =>
    open(c, async (assistant) => {
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      return send(c, await assistant.attach(bytes, c.req.query('name') ?? ''));
    }),
  );
  routes.post(below(detach), (c) =>
    open(c, async (assistant) => send(c, await assistant.detach(c.req.param('file') ?? ''))),
  );
  routes.get(below(file), (c) =>
    open(c, async (assistant) => {
      const found = await assistant.file(c.req.param('file') ?? '');
      return found.ok ? sendFile(c, found.value) : send(c, found);
    }),
  );
}

/** Never as anything that a browser runs: the source of an SVG is a text. */
function sendFile(c: Context, { kind, content }: KeptFile): Response {
  return c.body(Buffer.from(content), 200, {
    'content-type': kind === 'picture' ? 'image/png' : 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  });
}

function addQuestions(routes: Hono, open: Open, door: Door): void {
  const { list, answerers, get, events, factory, export: out } = CHAT_ROUTES;
  routes.get(below(list), (c) =>
    open(c, async (assistant) => {
      const chats = await assistant.list(c.req.query('search'));
      return send(c, ok({ chats }));
    }),
  );
  routes.get(below(answerers), (c) =>
    open(c, async (assistant) => send(c, ok(assistant.answerers()))),
  );
  routes.get(below(out), (c) => open(c, (assistant) => sendExport(c, assistant)));
  routes.get(below(events), (c) => open(c, (assistant) => sendEvents(c, assistant, door)));
  routes.get(below(factory), (c) =>
    open(c, async (assistant) => send(c, await assistant.factory(...ofMessage(c)))),
  );
  routes.get(below(get), (c) =>
    open(c, async (assistant) => send(c, await assistant.get(idOf(c)))),
  );
}

function addOrders(routes: Hono, open: Open, door: Door): void {
  const { ask, regenerate, stop, show, rename, remove } = CHAT_ROUTES;
  const order = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    carryOut: (
      assistant: Assistant,
      id: string,
      order: z.output<Schema>,
      c: Context,
    ) => Promise<Result<object>>,
  ) =>
    routes.post(path, limitBody, (c) =>
      open(c, async (assistant) => {
        const read = readOrder(await c.req.text(), schema);
        return send(c, read.ok ? await carryOut(assistant, idOf(c), read.value, c) : read);
      }),
    );
  order(below(ask), ask.input, (assistant, _, given, c) => {
    noteAllowed(c, door, given.allowed);
    return assistant.ask(given);
  });
  order(below(regenerate), regenerate.input, (assistant, id, given, c) => {
    noteAllowed(c, door, given.allowed);
    return assistant.regenerate(id, given);
  });
  order(below(stop), stop.input, (assistant, id, { message }) => assistant.stop(id, message));
  order(below(show), show.input, (assistant, id, { message }) => assistant.show(id, message));
  order(below(rename), rename.input, (assistant, id, { title }) => assistant.rename(id, title));
  routes.post(below(remove), (c) =>
    open(c, async (assistant) => {
      const removed = await assistant.remove(idOf(c));
      if (removed.ok) noteDeleted(c, door);
      return send(c, removed);
    }),
  );
}

/** Whom a person allows to receive a conversation is written down, once each. */
function noteAllowed(c: Context, door: Door, allowed = ''): void {
  const [people, visitor] = [door.people(), door.visitor(c)];
  if (!people || visitor?.kind !== 'person' || allowed === '') return;
  const { id } = visitor.person;
  if (people.audit.has('allowed outside', id, allowed)) return;
  people.audit.note('allowed outside', id, { detail: allowed });
}

function noteDeleted(c: Context, door: Door): void {
  const visitor = door.visitor(c);
  if (visitor?.kind === 'person') door.people()?.audit.note('chat deleted', visitor.person.id);
}

/** The routes are mounted below `/chats`. */
function below({ path }: { readonly path: string }): string {
  return path.slice('/chats'.length) || '/';
}

function idOf(c: Context): string {
  return c.req.param('chat') ?? '';
}

function ofMessage(c: Context): [string, string] {
  return [idOf(c), c.req.param('message') ?? ''];
}

/** The events of an answer, a line of JSON each; with `follow` as they come, to the end of the answer. */
async function sendEvents(c: Context, assistant: Assistant, door: Door): Promise<Response> {
  const after = Number(c.req.query('after') ?? 0);
  if (!Number.isInteger(after) || after < 0)
    return refuse(c, 400, 'http.input', 'after: the offset of an event.');
  const read = await assistant.events(...ofMessage(c), after);
  if (!read.ok) return send(c, read);
  const reader = read.value;
  c.header('content-type', 'application/x-ndjson');
  c.header('cache-control', 'no-store');
  return stream(c, async (out) => {
    let hasLeft = false;
    out.onAbort(() => {
      hasLeft = true;
    });
    for (;;) {
      const isLast = reader.isOver() || c.req.query('follow') !== '1';
      const lines = reader.next().map((event) => `${JSON.stringify(event)}\n`);
      if (lines.length > 0) await out.write(lines.join(''));
      if (isLast || hasLeft) return;
      const hasMore = await more(reader, c.req.raw.signal);
      // Who was signed out meanwhile, or disabled, reads no further.
      if (!door.visitor(c)) return;
      if (!hasMore) await out.write('\n');
    }
  });
}

/** Whether there may be more to read; false when nothing came for a while. */
function more(reader: ChatReader, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (has: boolean): void => {
      clearTimeout(timer);
      ignore();
      signal.removeEventListener('abort', leave);
      resolve(has);
    };
    const leave = (): void => end(true);
    const timer = setTimeout(() => end(false), BEAT_MS);
    const ignore = reader.listen(() => end(true));
    signal.addEventListener('abort', leave);
  });
}

async function sendExport(c: Context, assistant: Assistant): Promise<Response> {
  const as = c.req.query('as') ?? 'markdown';
  if (as !== 'markdown' && as !== 'json')
    return refuse(c, 400, 'http.input', 'as: markdown or json.');
  const chat = await assistant.get(idOf(c));
  if (!chat.ok || as === 'json') return send(c, chat);
  return c.text(chatAsMarkdown(chat.value), 200, {
    'content-type': 'text/markdown; charset=utf-8',
    'cache-control': 'no-store',
  });
}

const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  'chat.unknown': 404,
  'chat.message': 404,
  'chat.file': 404,
  'chat.busy': 503,
  'http.json': 400,
  'http.input': 400,
};

function send<Value extends object>(c: Context, result: Result<Value>): Response {
  const headers = { 'cache-control': 'no-store' };
  if (result.ok) return c.json(result.value, 200, headers);
  const status = STATUS[result.problems[0]?.code ?? ''] ?? 422;
  return c.json({ ok: false, problems: result.problems }, status, headers);
}
