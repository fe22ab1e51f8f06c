import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ApiError, notFound } from '../api-error.ts';
import type { Caller } from '../books/doorkeeper.ts';
import type { Gateway } from '../gateway.ts';
import type { KeyBook } from '../keys/key-book.ts';
import { cancel, listInput, remove, retrieve } from './answer-routes.ts';
import { createChat, createResponse } from './create-routes.ts';
import { Exchange, refuse } from './exchange.ts';

export interface ListenerParts {
  readonly gateway: Gateway;
  readonly keys: KeyBook;
  /** Largest request, B. */
  readonly mostBytes: number;
  /** Whether nobody but this machine can reach it: no key is needed then while none was made. */
  readonly isLocal: boolean;
  /** Whether a key is needed all the same: where people sign in, nobody asks without a name. */
  readonly needsKey: () => boolean;
  readonly warn: (message: string) => void;
}

interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Of the path below `/v1`; its group is what `act` is given. */
  readonly path: RegExp;
  readonly act: (exchange: Exchange, name: string) => void | Promise<void>;
}

const ROOT = '/v1';

/** Answers what begins with `/v1/`, by Node's own requests and answers: a layer above them costs more than it does. */
export function createListener(parts: ListenerParts): RequestListener {
  const { gateway, mostBytes, warn } = parts;
  const routes: readonly Route[] = [
    { method: 'POST', path: /^\/responses$/, act: (on) => createResponse(on, mostBytes) },
    { method: 'POST', path: /^\/chat\/completions$/, act: (on) => createChat(on, mostBytes) },
    { method: 'GET', path: /^\/models$/, act: listModels },
    // Ids may have slashes: what follows is the id.
    { method: 'GET', path: /^\/models\/(.+)$/, act: showModel },
    { method: 'GET', path: /^\/responses\/([^/]+)$/, act: retrieve },
    { method: 'GET', path: /^\/responses\/([^/]+)\/input_items$/, act: listInput },
    { method: 'POST', path: /^\/responses\/([^/]+)\/cancel$/, act: cancel },
    { method: 'DELETE', path: /^\/responses\/([^/]+)$/, act: remove },
  ];
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse): void | Promise<void> => {
    const caller = callerOf(incoming, parts);
    if (caller instanceof ApiError) return refuse(outgoing, gateway, caller);
    const { path, query } = addressOf(incoming);
    const exchange = new Exchange({ incoming, outgoing, gateway, caller, query });
    const { route, name } = routeOf(routes, incoming.method, path.slice(ROOT.length)) ?? {};
    if (route) return route.act(exchange, name ?? '');
    return exchange.refuse(notFound(`${incoming.method} ${path}`));
  };
  return async (incoming, outgoing) => {
    try {
      await answer(incoming, outgoing);
    } catch (error) {
      const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
      warn(`${incoming.method} ${incoming.url}: ${words}`);
      if (outgoing.headersSent) return void outgoing.destroy();
      const message = 'The gateway failed; this is a bug. Its log says more.';
      refuse(outgoing, gateway, new ApiError({ status: 500, code: 'internal', message }));
    }
  };
}

function routeOf(routes: readonly Route[], asked = '', path: string) {
  const method = asked === 'HEAD' ? 'GET' : asked;
  for (const route of routes) {
    const found = route.method === method ? route.path.exec(path) : null;
    if (found) return { route, name: found[1] };
  }
  return undefined;
}

function addressOf({ url = '' }: IncomingMessage): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0
    ? { path: url, query: '' }
    : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

function listModels(exchange: Exchange): void {
  const data = exchange.gateway.routes.models().map(toWire);
  exchange.json({ object: 'list', data });
}

function showModel(exchange: Exchange, written: string): void {
  const id = decoded(written);
  const found = exchange.gateway.routes.models().find((model) => model.id === id);
  if (found) exchange.json(toWire(found));
  else exchange.refuse(notFound(`model "${id}"`));
}

function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

function toWire({ id, created, owner }: { id: string; created: number; owner: string }) {
  return { id, object: 'model', created, owned_by: owner };
}

const BEARER = /^Bearer +(\S+)$/i;

function callerOf(
  { headers }: IncomingMessage,
  { gateway, keys, isLocal, needsKey }: ListenerParts,
): Caller | ApiError {
  const { problem } = keys;
  if (problem) {
    const { message } = problem;
    return new ApiError({ status: 503, code: 'keys_unreadable', message, mayRetry: false });
  }
  // Clients send some key or other: none counts while none was made.
  if (!keys.hasAny && isLocal && !needsKey()) return gateway.doorkeeper.callerOf(undefined);
  const [, secret] = BEARER.exec(headers.authorization ?? '') ?? [];
  const key = secret === undefined ? undefined : keys.find(secret);
  if (key) return gateway.doorkeeper.callerOf(key);
  const message =
    secret === undefined
      ? 'A key is needed: "Authorization: Bearer gf-…", made with "gigafactory keys make NAME".'
      : 'This key is unknown or revoked.';
  return new ApiError({ status: 401, code: 'invalid_api_key', message });
}
