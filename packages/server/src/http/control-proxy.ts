import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { CONTROL_ROUTES, type ControlState } from '@gigafactory/core/api';
import { type Context, type Handler, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { StateFolder } from '../operate/state-folder.ts';
import { type Door, requires } from './door.ts';
import { hasToken } from './guard.ts';
import { modelRoutes } from './model-routes.ts';
import type { MountedGateway } from './mounted-gateway.ts';
import { refuse } from './refuse.ts';

const MOST_BYTES = 16_384;
const NOBODY: ControlState = { holder: null, runs: [], services: [] };

/**
 * Hands the requests of pages on to the control plane of a state folder, for those who have its token or the role that it
 * takes. A request that would start a program is not among them: only a file given to a command does that.
 */
export function controlProxy(folder: StateFolder, door: Door): Hono {
  const routes = new Hono();
  routes.use(
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: (c) => refuse(c, 413, 'http.size', `An order has ${MOST_BYTES} bytes at most.`),
    }),
  );
  // What is no question changes the world.
  routes.use(requires(door, (c) => (c.req.method === 'GET' ? 'member' : 'operator')));
  routes.route(
    '/',
    modelRoutes(folder, (c, order) => signed(c, door, order)),
  );
  routes.all('*', async (c) => {
    const path = c.req.path.slice('/control'.length);
    const route = ROUTES.find(({ method, matches }) => method === c.req.method && matches(path));
    if (!route) return refuse(c, 404, 'http.path', `There is nothing at ${c.req.path}.`);
    if (!route.isForPages) {
      const message = 'What comes over HTTP starts no program: use "gigafactory run FILE".';
      return refuse(c, 403, 'control.socket', message);
    }
    // The path that was checked, not another way to read the address.
    const isOrder = c.req.method === 'POST';
    const body = isOrder ? signed(c, door, await c.req.text()) : undefined;
    return forward(c, folder, { path: c.req.path, body });
  });
  return routes;
}

/** An order with who gave it: a person cannot give one in the name of another. */
function signed(c: Context, door: Door, order: string): string {
  const visitor = door.visitor(c);
  if (visitor?.kind !== 'person') return order;
  try {
    const given: unknown = JSON.parse(order);
    if (typeof given !== 'object' || given === null) return order;
    return JSON.stringify({ ...given, by: visitor.person.name });
  } catch (error) {
    // What is no JSON is refused by whoever reads it.
    if (error instanceof SyntaxError) return order;
    throw error;
  }
}

/**
 * The metrics of the control plane and of the gateway, for Prometheus: by the token that reads nothing else, or by
 * that of the state folder. The metrics name runs and say how they do, and a machine may have other users: loopback
 * is no excuse. A gateway answers although no control plane runs.
 */
export function metricsRoute(folder: StateFolder, gateway?: MountedGateway): Handler {
  return async (c) => {
    if (!hasToken(c, folder.metricsToken) && !hasToken(c, folder.token)) {
      const message = `Metrics need a token: let Prometheus read ${folder.home}/metrics-token as credentials_file.`;
      return refuse(c, 401, 'control.token', message);
    }
    const of = await forward(c, folder, {
      path: `/control${CONTROL_ROUTES.metrics.path}`,
      body: undefined,
    });
    if (!gateway) return of;
    const own = await gateway.metrics();
    if (!of.ok) return sendMetrics(c, own, null);
    return sendMetrics(c, (await of.text()) + own, of.headers.get('content-type'));
  };
}

/**
 * Of a replica of a service: those of its gateway, to anyone. The control plane that keeps the replica asks them as it
 * asks any model server, which takes no token; they name models and count answers.
 */
export function replicaMetrics(gateway: MountedGateway): Handler {
  return async (c) => sendMetrics(c, await gateway.metrics(), null);
}

function sendMetrics(c: Context, text: string, type: string | null): Response {
  return c.body(text, 200, { 'content-type': type ?? METRICS_TYPE, 'cache-control': 'no-store' });
}

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const ROUTES = Object.values(CONTROL_ROUTES).map((route) => {
  const pattern = new RegExp(`^${route.path.replace(':run', '[^/]+')}$`);
  return {
    method: route.method,
    matches: (path: string) => pattern.test(path),
    isForPages: !('socket' in route),
  };
});

async function forward(
  c: Context,
  folder: StateFolder,
  { path, body }: Omit<Asked, 'method'>,
): Promise<Response> {
  const { search } = new URL(c.req.url);
  const { method } = c.req;
  const answer = await ask(folder, { method, path: path + search, body });
  if (!answer) {
    if (path === `/control${CONTROL_ROUTES.state.path}`) return c.json(NOBODY);
    const message = 'No control plane is running: "gigafactory run FILE" starts one.';
    return refuse(c, 503, 'control.absent', message);
  }
  const status = (answer.statusCode ?? 502) as ContentfulStatusCode;
  const type = answer.headers['content-type'] ?? 'application/json';
  c.req.raw.signal.addEventListener('abort', () => answer.destroy(), { once: true });
  return c.body(Readable.toWeb(answer) as ReadableStream<Uint8Array>, status, {
    'content-type': type,
    'cache-control': 'no-store',
  });
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

/** Undefined if no control plane listens. */
function ask({ socket, token }: StateFolder, asked: Asked): Promise<IncomingMessage | undefined> {
  const { method, path, body } = asked;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return new Promise((resolve) => {
    const sent = request({ socketPath: socket, method, path, headers, agent: false }, resolve);
    sent.on('error', () => resolve(undefined));
    sent.end(body);
  });
}
