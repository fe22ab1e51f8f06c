import { timingSafeEqual } from 'node:crypto';
import { failed, mapValue, ok, type Result } from '@gigafactory/core/base';
import {
  CONTROL_ROUTES,
  nodeOrder,
  type OrderAnswer,
  type RunFactory,
  runOrder,
  startOrder,
} from '@gigafactory/core/control-plane';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { logFolder } from './engine-options.ts';
import { LiveRun } from './live-run.ts';
import type { Order } from './orders.ts';
import type { Plane } from './plane.ts';
import {
  answer,
  follows,
  limit,
  logQuery,
  MOST_STREAMS,
  read,
  refuse,
  refuseOffset,
  stream,
} from './route-parts.ts';
import { RunLogs } from './run-logs.ts';
import type { AnyRun } from './runs.ts';
import { addServices } from './services/service-routes.ts';
import { journalOf } from './services/units.ts';
import { piecesOfJournal, piecesOfLog, piecesOfRanks, StreamCount } from './streams.ts';
import { supportArchive } from './support.ts';

/** A factory file may have 4 MB; JSON escapes make it longer. */
const MOST_START_BYTES = 8_000_000;
const MOST_ORDER_BYTES = 16_384;

const { state, metrics, start, run, factory, events, progress, logs, journal, support } =
  CONTROL_ROUTES;
const { stop, requeue, drain, resume } = CONTROL_ROUTES;

/** The routes of a control plane, below `/control`. Every one needs the token. */
export function controlRoutes(plane: Plane, token: string): Hono {
  const app = new Hono().basePath('/control');
  const streams = new StreamCount(MOST_STREAMS);
  app.use(needsToken(token));
  app.get(state.path, (c) => c.json(plane.state()));
  app.get(metrics.path, async (c) =>
    c.body(await plane.metrics.text(), 200, {
      'content-type': plane.metrics.type,
      'cache-control': 'no-store',
    }),
  );
  app.post(start.path, limit(MOST_START_BYTES), async (c) => {
    const order = await read(c, startOrder);
    return answer(c, order.ok ? await plane.runs.start(order.value) : order);
  });
  app.get(run.path, (c) =>
    answer(
      c,
      mapRun(plane, c, (found) => ok(found.detail())),
    ),
  );
  app.get(factory.path, (c) =>
    answer(
      c,
      mapRun(plane, c, (found) => ok(factoryOf(found))),
    ),
  );
  addStreams(app, plane, streams);
  addOrders(app, plane);
  addServices(app, plane, streams);
  app.notFound((c) => refuse(c, 404, `There is nothing at ${c.req.path}.`, 'http.path'));
  app.onError((error, c) => {
    const message = `${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`;
    plane.log({ level: 'error', event: 'http.internal', message });
    return refuse(
      c,
      500,
      'The control plane failed; this is a bug. Its log says more.',
      'http.internal',
    );
  });
  return app;
}

/** Compares in constant time, so that nobody can feel a way to the token. */
function needsToken(token: string): MiddlewareHandler {
  const expected = Buffer.from(`Bearer ${token}`);
  return async (c, next) => {
    const given = Buffer.from(c.req.header('authorization') ?? '');
    if (given.length === expected.length && timingSafeEqual(given, expected)) return next();
    const message = 'The token of the state folder is missing or wrong.';
    return refuse(c, 401, message, 'control.token');
  };
}

function addStreams(app: Hono, plane: Plane, streams: StreamCount): void {
  for (const [route, kind] of [
    [events, 'events'],
    [progress, 'progress'],
  ] as const) {
    app.get(route.path, (c) => {
      const after = Number(c.req.query('after') ?? 0);
      if (!Number.isSafeInteger(after) || after < 0) return refuseOffset(c);
      const found = find(plane, c);
      if (!found.ok) return answer(c, found);
      return stream(c, streams, (signal) =>
        piecesOfLog(found.value[kind], after, follows(c), signal),
      );
    });
  }
  app.get(logs.path, (c) => {
    const query = logQuery(c);
    if (!query) return refuseOffset(c);
    const found = find(plane, c);
    if (!found.ok) return answer(c, found);
    const own = found.value;
    const folder = logFolder(own.folder, own.folder.record()?.run ?? own.name);
    const isOver = () => !(own instanceof LiveRun) || own.isClosed;
    return stream(c, streams, (signal) =>
      piecesOfRanks(new RunLogs([{ folder }], query), follows(c), isOver, signal),
    );
  });
  app.get(journal.path, (c) => {
    const found = find(plane, c);
    if (!found.ok) return answer(c, found);
    const { name, folder } = found.value;
    const journal = journalOf({ name, unit: folder.record()?.unit }, plane.store.list());
    return stream(c, streams, () => piecesOfJournal(plane.store.read(journal)));
  });
  app.get(support.path, (c) => {
    const found = find(plane, c);
    if (!found.ok) return answer(c, found);
    return stream(c, streams, () => supportArchive(plane, found.value), 'application/gzip');
  });
}

function addOrders(app: Hono, plane: Plane): void {
  for (const [route, kind] of [
    [stop, 'stop'],
    [requeue, 'requeue'],
  ] as const) {
    app.post(route.path, limit(MOST_ORDER_BYTES), async (c) => {
      const order = await read(c, runOrder);
      if (!order.ok) return answer(c, order);
      const { by, why } = order.value;
      return answer(c, await give(plane, c, () => ok({ kind, why }), by));
    });
  }
  for (const [route, kind] of [
    [drain, 'drain'],
    [resume, 'resume'],
  ] as const) {
    app.post(route.path, limit(MOST_ORDER_BYTES), async (c) => {
      const order = await read(c, nodeOrder);
      if (!order.ok) return answer(c, order);
      const { by, why, node } = order.value;
      return answer(c, await give(plane, c, (live) => nodeOrderOf(live, kind, node, why), by));
    });
  }
}

function nodeOrderOf(
  live: LiveRun,
  kind: 'drain' | 'resume',
  name: string,
  why: string | undefined,
): Result<Order> {
  return mapValue(live.nodeOf(name), (node) => ({ kind, node, why }));
}

async function give(
  plane: Plane,
  c: Context,
  orderOf: (live: LiveRun) => Result<Order>,
  by: string,
): Promise<Result<OrderAnswer>> {
  const found = find(plane, c);
  if (!found.ok) return found;
  const own = found.value;
  if (!(own instanceof LiveRun)) {
    const { state: how, reason } = own.summary();
    return failed({ code: 'run.over', message: `Run ${own.name} is over (${how}): ${reason}` });
  }
  const order = orderOf(own);
  return order.ok ? own.order(order.value, by) : order;
}

function factoryOf(run: AnyRun): RunFactory {
  const record = run.folder.record()!;
  const { file, edits } = record;
  return { file, text: run.folder.factory(), edits, run: record.run };
}

function find(plane: Plane, c: Context): Result<AnyRun> {
  return plane.runs.find(c.req.param('run') ?? '');
}

function mapRun<Value>(
  plane: Plane,
  c: Context,
  map: (run: AnyRun) => Result<Value>,
): Result<Value> {
  const found = find(plane, c);
  return found.ok ? map(found.value) : found;
}
