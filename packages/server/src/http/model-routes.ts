import type { Result } from '@gigafactory/core/base';
import { MODEL_ROUTES } from '@gigafactory/core/models';
import { openRegistry } from '@gigafactory/grok/registry';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { StateFolder } from '../operate/state-folder.ts';
import { readOrder } from './read-order.ts';

/** Writes into an order who gave it, where that is known. */
export type Signed = (c: Context, order: string) => string;

/**
 * The models of a state folder, for pages. They are files, and need no control plane: a page lists those of the release
 * where nothing was ever run. Who mounts the routes checks the token.
 */
export function modelRoutes({ home }: Pick<StateFolder, 'home'>, signed: Signed): Hono {
  const routes = new Hono();
  const registry = openRegistry({ home });
  const { models, factory, promote, back } = MODEL_ROUTES;
  routes.get(models.path, async (c) => c.json(await registry.list()));
  routes.get(factory.path, async (c) =>
    answer(c, await registry.factory(c.req.param('model') ?? '')),
  );
  routes.post(promote.path, async (c) => {
    const order = readOrder(signed(c, await c.req.text()), promote.input);
    if (!order.ok) return answer(c, order);
    const { model, alias, by, why } = order.value;
    return answer(c, await registry.promote(model, alias, { by, why, at: now() }));
  });
  routes.post(back.path, async (c) => {
    const order = readOrder(signed(c, await c.req.text()), back.input);
    if (!order.ok) return answer(c, order);
    const { alias, by, why } = order.value;
    return answer(c, await registry.back(alias, { by, why, at: now() }));
  });
  return routes;
}

function now(): string {
  return new Date().toISOString();
}

const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  'model.unknown': 404,
  'model.missing': 404,
  'alias.changed': 409,
  'alias.same': 409,
  'alias.first': 409,
  'http.json': 400,
  'http.input': 400,
};

function answer<Value extends object>(c: Context, result: Result<Value>): Response {
  if (result.ok) return c.json(result.value);
  const status = STATUS[result.problems[0]?.code ?? ''] ?? 422;
  return c.json({ ok: false, problems: result.problems }, status);
}
