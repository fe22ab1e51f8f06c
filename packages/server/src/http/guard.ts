import type { ServerResponse } from 'node:http';
import type { Problem } from '@gigafactory/core/base';
import type { MiddlewareHandler } from 'hono';
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

/** Refuses what `foreignProblem` finds. */
export const onlyLocal: MiddlewareHandler = async (c, next) => {
  const problem = foreignProblem(c.req.header('host'), c.req.header('origin'));
  return problem ? refuse(c, 403, problem.code, problem.message) : next();
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

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
