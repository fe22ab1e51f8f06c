import { type Context, Hono } from 'hono';
import { ApiError, notFound } from '../api-error.ts';
import type { Caller } from '../books/doorkeeper.ts';
import type { Gateway } from '../gateway.ts';
import type { KeyBook } from '../keys/key-book.ts';
import { addAnswerRoutes } from './answer-routes.ts';
import { addCreateRoutes } from './create-routes.ts';
import { type GatewayEnv, refuse } from './refuse.ts';

export interface AppParts {
  readonly gateway: Gateway;
  readonly keys: KeyBook;
  /** Largest request, B. */
  readonly mostBytes: number;
  /** Whether nobody but this machine can reach it: no key is needed then while none was made. */
  readonly isLocal: boolean;
  readonly warn: (message: string) => void;
}

/** `/v1`, as a function from request to response. */
export function createGatewayApp({
  gateway,
  keys,
  mostBytes,
  isLocal,
  warn,
}: AppParts): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>().basePath('/v1');
  app.use(async (c, next) => {
    const caller = callerOf(c, { gateway, keys, isLocal });
    if (caller instanceof ApiError) return refuse(c, gateway, caller);
    c.set('caller', caller);
    return next();
  });
  app.get('/models', (c) => c.json({ object: 'list', data: gateway.routes.models().map(toWire) }));
  // Ids may have slashes: what follows is the id.
  app.get('/models/*', (c) => {
    const id = decodeURIComponent(c.req.path.slice('/v1/models/'.length));
    const found = gateway.routes.models().find((model) => model.id === id);
    return found ? c.json(toWire(found)) : refuse(c, gateway, notFound(`model "${id}"`));
  });
  addCreateRoutes(app, gateway, mostBytes);
  addAnswerRoutes(app, gateway);
  app.notFound((c) => refuse(c, gateway, notFound(`${c.req.method} ${c.req.path}`)));
  app.onError((error, c) => {
    warn(`${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`);
    const message = 'The gateway failed; this is a bug. Its log says more.';
    return refuse(c, gateway, new ApiError({ status: 500, code: 'internal', message }));
  });
  return app;
}

function toWire({ id, created, owner }: { id: string; created: number; owner: string }) {
  return { id, object: 'model', created, owned_by: owner };
}

const BEARER = /^Bearer +(\S+)$/i;

function callerOf(
  c: Context,
  { gateway, keys, isLocal }: Pick<AppParts, 'gateway' | 'keys' | 'isLocal'>,
): Caller | ApiError {
  const { problem } = keys;
  if (problem) {
    const { message } = problem;
    return new ApiError({ status: 503, code: 'keys_unreadable', message, mayRetry: false });
  }
  // Clients send some key or other: none counts while none was made.
  if (!keys.hasAny && isLocal) return gateway.doorkeeper.callerOf(undefined);
  const [, secret] = BEARER.exec(c.req.header('authorization') ?? '') ?? [];
  const key = secret === undefined ? undefined : keys.find(secret);
  if (key) return gateway.doorkeeper.callerOf(key);
  const message =
    secret === undefined
      ? 'A key is needed: "Authorization: Bearer gf-…", made with "gigafactory keys make NAME".'
      : 'This key is unknown or revoked.';
  return new ApiError({ status: 401, code: 'invalid_api_key', message });
}
