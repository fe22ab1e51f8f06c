import type { Problem } from '@gigafactory/core/base';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import type { DocumentState, FactoryDocument } from '../document/index.ts';
import { type Door, mayDo, refuseNobody, requiresPerson } from './door.ts';
import { limitBody } from './guard.ts';
import { refuse } from './refuse.ts';

/** So that whoever passes the stream on does not take it for dead, and a page that is gone is noticed. */
const BEAT_MS = 15_000;

const SAVED = z.strictObject({ text: z.string(), revision: z.string().nullable() });

/**
 * The served file: `GET /` reads it, `PUT /` saves it over the revision that it was made from, for those who have the
 * token or are operators, and `GET /changes` tells its revision now and after each change on disk.
 */
export function fileRoutes(document: FactoryDocument, door: Door | undefined): Hono {
  const routes = new Hono();
  routes.get('/', requiresPerson(door), async (c) => send(c, await document.refresh()));
  routes.put('/', limitBody, async (c) => {
    const refused = mayNotSave(c, door);
    if (refused) return refused;
    const body = SAVED.safeParse(jsonIn(await c.req.text()));
    if (!body.success) {
      const message =
        'The body must be a JSON object with "text" and the "revision" it was made from.';
      return refuse(c, 400, 'http.json', message);
    }
    const saved = await document.save(body.data.text, body.data.revision);
    return saved.ok ? send(c, saved.value) : sendRefusal(c, saved.problems, document.state);
  });
  routes.get('/changes', (c) => {
    // A browser sends no header with this kind of request, and is told no text of the file.
    if (door?.people() && !door.hasSession(c) && !door.visitor(c)) return refuseNobody(c, door);
    return streamSSE(c, async (stream) => {
      const tell = ({ revision }: DocumentState) =>
        void stream.writeSSE({ data: JSON.stringify({ revision }) });
      const leave = document.listen(tell);
      const beat = setInterval(() => void stream.write(': still here\n\n'), BEAT_MS).unref();
      const left = new Promise<void>((resolve) => stream.onAbort(resolve));
      tell(await document.refresh());
      await left;
      clearInterval(beat);
      leave();
    });
  });
  routes.all('*', (c) => {
    c.header('allow', 'GET, PUT');
    return refuse(c, 405, 'http.method', 'The file is read by GET and saved by PUT.');
  });
  return routes;
}

/** Why a visitor may not save the file; undefined if that is fine. */
function mayNotSave(c: Context, door: Door | undefined): Response | undefined {
  const visitor = door?.visitor(c);
  if (visitor && mayDo(visitor, 'operator')) return undefined;
  if (visitor) return refuse(c, 403, 'people.role', 'Saving the file needs the role operator.');
  if (door?.people()) return refuseNobody(c, door);
  const message =
    'This page may only read: open it by the link that "gigafactory up" printed to save from it.';
  return refuse(c, 401, 'control.token', message);
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function send(c: Context, value: DocumentState): Response {
  return c.json({ ok: true, value }, 200, { 'cache-control': 'no-store' });
}

const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  'file.read-only': 403,
  'file.access': 403,
  'file.changed': 409,
  'file.size': 413,
  'file.disk-full': 507,
};

/** With what is on disk, so that a page can show both. */
function sendRefusal(c: Context, problems: readonly Problem[], value: DocumentState): Response {
  const status = STATUS[problems[0]?.code ?? ''] ?? 500;
  return c.json({ ok: false, problems, value }, status, { 'cache-control': 'no-store' });
}
