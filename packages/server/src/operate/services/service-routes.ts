import { join } from 'node:path';
import { failed, ok, type Result } from '@gigafactory/core/base';
import {
  CONTROL_ROUTES,
  nodeOrder,
  type OrderAnswer,
  rollbackOrder,
  runOrder,
  type ServiceDetail,
  scaleOrder,
  serviceStart,
} from '@gigafactory/core/control-plane';
import type { Context, Hono } from 'hono';
import { logFolderOf } from '../../engine/gang/index.ts';
import { LineLog } from '../line-log.ts';
import type { Plane } from '../plane.ts';
import { answer, follows, limit, logQuery, read, refuseOffset, stream } from '../route-parts.ts';
import { type LogFolder, RunLogs } from '../run-logs.ts';
import { piecesOfJournal, piecesOfLog, piecesOfRanks, type StreamCount } from '../streams.ts';
import type { ServiceOrder } from './service-orders.ts';
import type { FoundService } from './services.ts';

const MOST_START_BYTES = 8_000_000;
const MOST_ORDER_BYTES = 16_384;

const { startServices, endpoints, service, serviceEvents, serviceLogs, serviceJournal } =
  CONTROL_ROUTES;
const { stopService, scale, restart, rollback, drainService, resumeService } = CONTROL_ROUTES;

/** The routes about services. */
export function addServices(app: Hono, plane: Plane, streams: StreamCount): void {
  app.post(startServices.path, limit(MOST_START_BYTES), async (c) => {
    const order = await read(c, serviceStart);
    return answer(c, order.ok ? await plane.services.start(order.value) : order);
  });
  app.get(endpoints.path, (c) => c.json({ endpoints: plane.services.endpoints() }));
  app.get(service.path, (c) => {
    const found = find(plane, c);
    return answer(c, found.ok ? ok(detailOf(found.value)) : found);
  });
  addStreams(app, plane, streams);
  addOrders(app, plane);
}

function addStreams(app: Hono, plane: Plane, streams: StreamCount): void {
  app.get(serviceEvents.path, (c) => {
    const after = Number(c.req.query('after') ?? 0);
    if (!Number.isSafeInteger(after) || after < 0) return refuseOffset(c);
    const found = find(plane, c);
    if (!found.ok) return answer(c, found);
    const log = eventsOf(found.value);
    return stream(c, streams, (signal) => piecesOfLog(log, after, follows(c), signal));
  });
  app.get(serviceLogs.path, (c) => {
    const query = logQuery(c);
    if (!query) return refuseOffset(c);
    const found = find(plane, c);
    if (!found.ok) return answer(c, found);
    const isOver = () => !found.value.isLive || found.value.unit.isClosed;
    const logs = new RunLogs(logFoldersOf(detailOf(found.value)), query);
    return stream(c, streams, (signal) => piecesOfRanks(logs, follows(c), isOver, signal));
  });
  app.get(serviceJournal.path, (c) => {
    const found = find(plane, c);
    if (!found.ok) return answer(c, found);
    const { unit } = detailOf(found.value);
    return stream(c, streams, () => piecesOfJournal(plane.store.read(`services:${unit}`)));
  });
}

function addOrders(app: Hono, plane: Plane): void {
  for (const [route, kind] of [
    [stopService, 'stop'],
    [restart, 'restart'],
  ] as const) {
    app.post(route.path, limit(MOST_ORDER_BYTES), async (c) => {
      const order = await read(c, runOrder);
      if (!order.ok) return answer(c, order);
      const { by, why } = order.value;
      return answer(c, await give(plane, c, { kind, ...given(why) }, by));
    });
  }
  for (const [route, kind] of [
    [drainService, 'drain'],
    [resumeService, 'resume'],
  ] as const) {
    app.post(route.path, limit(MOST_ORDER_BYTES), async (c) => {
      const order = await read(c, nodeOrder);
      if (!order.ok) return answer(c, order);
      const found = find(plane, c);
      if (!found.ok) return answer(c, found);
      if (!found.value.isLive) return answer(c, overProblem(found.value.detail));
      const { unit } = found.value;
      const { by, why, node: name } = order.value;
      const node = unit.nodeOf(name);
      if (!node.ok) return answer(c, node);
      return answer(c, await unit.orderNode({ kind, node: node.value, ...given(why) }, by));
    });
  }
  app.post(scale.path, limit(MOST_ORDER_BYTES), async (c) => {
    const order = await read(c, scaleOrder);
    if (!order.ok) return answer(c, order);
    const { by, why, least, most } = order.value;
    return answer(c, await give(plane, c, { kind: 'scale', least, most, ...given(why) }, by));
  });
  app.post(rollback.path, limit(MOST_ORDER_BYTES), async (c) => {
    const order = await read(c, rollbackOrder);
    if (!order.ok) return answer(c, order);
    const { by, why, version } = order.value;
    const wanted = version === undefined ? {} : { version };
    return answer(c, await give(plane, c, { kind: 'rollback', ...wanted, ...given(why) }, by));
  });
}

function given(why: string | undefined): { readonly why?: string } {
  return why === undefined ? {} : { why };
}

async function give(
  plane: Plane,
  c: Context,
  order: ServiceOrder,
  by: string,
): Promise<Result<OrderAnswer>> {
  const found = find(plane, c);
  if (!found.ok) return found;
  if (found.value.isLive) return found.value.unit.order(found.value.desk, order, by);
  return overProblem(found.value.detail);
}

function overProblem({ service: name, reason }: ServiceDetail): Result<never> {
  return failed({ code: 'service.over', message: `The service ${name} is over: ${reason}` });
}

function find(plane: Plane, c: Context): Result<FoundService> {
  return plane.services.find(c.req.param('run') ?? '');
}

function detailOf(found: FoundService): ServiceDetail {
  return found.isLive ? found.unit.detail(found.desk) : found.detail;
}

/** The logs of each replica, from the first on. */
function logFoldersOf({ folder, replicas }: ServiceDetail): LogFolder[] {
  return replicas.map(({ replica: name }, replica) => ({
    folder: logFolderOf(folder, name),
    replica,
  }));
}

function eventsOf(found: FoundService): LineLog {
  if (found.isLive) return found.unit.events;
  const log = new LineLog(join(found.detail.folder, 'events.ndjson'));
  log.end();
  return log;
}
