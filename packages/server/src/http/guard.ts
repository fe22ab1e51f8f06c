import type { MiddlewareHandler } from 'hono';
import { refuse } from './refuse.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The console loads nothing from other origins, so nothing else is allowed. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'self'",
    "img-src 'self' data:",
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

/**
 * Rejects requests that reach this loopback server under another name (DNS rebinding) or from a page of
 * another origin. The port may differ from ours: `ssh -L` and containers map it.
 */
export const onlyLocal: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? '';
  if (!LOOPBACK.has(nameOf(host))) {
    return refuse(c, 403, 'http.host', `This server answers to localhost only, not to "${host}".`);
  }
  const origin = c.req.header('origin');
  if (origin !== undefined && origin !== `http://${host}`) {
    return refuse(c, 403, 'http.origin', `Requests from pages of "${origin}" are not accepted.`);
  }
  return next();
};

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
