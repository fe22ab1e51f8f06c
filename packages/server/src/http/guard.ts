import { timingSafeEqual } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Problem } from '@gigafactory/core/base';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { refuse } from './refuse.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The console loads nothing from other origins, so nothing else is allowed. The editor writes its own style sheet into the page. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'self'",
    "img-src 'self' data:",
    "style-src 'self' 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Sets the security headers on every answer. */
export const secure: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
};

/** The same on an answer of Node's. */
export function secureOutgoing(outgoing: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) outgoing.setHeader(name, value);
}

/** Refuses what `foreignProblem` finds, and what another site has a browser send. */
export const onlyLocal: MiddlewareHandler = async (c, next) => {
  const problem = foreignProblem(c.req.header('host'), c.req.header('origin'));
  if (problem) return refuse(c, 403, problem.code, problem.message);
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  const site = c.req.header('sec-fetch-site') ?? 'none';
  if (isRead || site === 'same-origin' || site === 'none') return next();
  return refuse(c, 403, 'http.site', 'A page of another site may change nothing here.');
};

/**
 * Why a request is not answered that reaches this loopback server under another name (DNS rebinding) or from a page of
 * another origin. The port may differ from ours: `ssh -L` and containers map it.
 */
export function foreignProblem(host = '', origin?: string): Problem | undefined {
  if (!LOOPBACK.has(nameOf(host))) {
    const message = `This server answers to localhost only, not to "${host}".`;
    return { code: 'http.host', message };
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return { code: 'http.origin', message: `Requests from pages of "${origin}" are not accepted.` };
  }
  return undefined;
}

/** Whether a request carries this token; how long it takes to say no tells nothing. */
export function hasToken(c: Context, token: string): boolean {
  const given = Buffer.from(c.req.header('authorization') ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The secret that a request carries in its header. */
export function bearerOf(c: Context): string | undefined {
  return /^Bearer ([\w-]{1,200})$/.exec(c.req.header('authorization') ?? '')?.[1];
}

/** A factory file may have 4 MB; JSON escapes make it longer. */
const MOST_BYTES = 8_000_000;

/** Refuses what is larger than any factory file. */
export const limitBody = bodyLimit({
  maxSize: MOST_BYTES,
  onError: (c) => {
    // The rest of the body is not read: said, so that a client sends nothing more on this connection.
    c.header('Connection', 'close');
    const message = `The body is larger than ${MOST_BYTES / 1e6} MB, the limit.`;
    return refuse(c, 413, 'http.size', message);
  },
});

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
