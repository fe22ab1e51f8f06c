import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { isLogOffset } from './run-logs.ts';
import type { StreamCount } from './streams.ts';

/* How routes read requests and answer them. */

/** That may be open at once. */
export const MOST_STREAMS = 2000;

export function follows(c: Context): boolean {
  return c.req.query('follow') === '1';
}

export function logQuery(c: Context) {
  const after = c.req.query('after') ?? '';
  const rank = numberOf(c.req.query('rank'));
  const since = numberOf(c.req.query('since'));
  if (!isLogOffset(after) || Number.isNaN(rank) || Number.isNaN(since)) return undefined;
  const from = since === undefined ? '' : new Date(Date.now() - since * 1000).toISOString();
  return { after, rank, since: from };
}

/** NaN for what is no number of 0 or more. */
function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

export function refuseOffset(c: Context): Response {
  const message =
    'One of after, rank and since is none that this stream could have given or takes.';
  return refuse(c, 400, message, 'control.offset');
}

export function stream(
  c: Context,
  streams: StreamCount,
  pieces: (signal: AbortSignal) => AsyncGenerator<string | Uint8Array, void>,
  type = 'application/x-ndjson',
): Response {
  if (streams.isFull) {
    const message = `${MOST_STREAMS} streams are open, the most there can be.`;
    return refuse(c, 503, message, 'control.streams');
  }
  const stopped = new AbortController();
  const body = streams.body(pieces(stopped.signal), () => stopped.abort());
  return c.body(body, 200, { 'content-type': type, 'cache-control': 'no-store' });
}

export function limit(maxSize: number): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: (c) => {
      c.header('Connection', 'close');
      return refuse(c, 413, `The body is larger than ${maxSize} bytes, the limit.`, 'http.size');
    },
  });
}

export async function read<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<Result<z.output<Schema>>> {
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return failed({ code: 'http.json', message: 'The body must be a JSON object.' });
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const where = issue!.path.length === 0 ? '' : `${issue!.path.join('.')}: `;
  return failed({ code: 'http.input', message: `${where}${issue!.message}` });
}

const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  'run.unknown': 404,
  'service.unknown': 404,
  'service.live': 409,
  'service.over': 409,
  'run.live': 409,
  'run.over': 409,
  'order.again': 409,
  'order.opposed': 409,
  'order.stopping': 409,
  'http.json': 400,
  'http.input': 400,
};

export function answer<Value extends object>(c: Context, result: Result<Value>): Response {
  if (result.ok) return c.json(result.value);
  const status = STATUS[result.problems[0]?.code ?? ''] ?? 422;
  return c.json({ ok: false, problems: result.problems }, status);
}

export function refuse(
  c: Context,
  status: ContentfulStatusCode,
  message: string,
  code: string,
): Response {
  const problem: Problem = { code, message };
  return c.json({ ok: false, problems: [problem] }, status);
}
