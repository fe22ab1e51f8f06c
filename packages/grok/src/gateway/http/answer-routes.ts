import type { Context, Hono } from 'hono';
import type { Answer } from '../answer/answer.ts';
import type { Archived } from '../answer/archive.ts';
import { type ApiError, badRequest, notFound } from '../api-error.ts';
import type { Gateway } from '../gateway.ts';
import type { WireItem } from '../request/ask.ts';
import { streamResponses } from './create-routes.ts';
import { type GatewayEnv, refuse } from './refuse.ts';

type Found =
  | { readonly kind: 'kept'; readonly answer: Answer }
  | { readonly kind: 'archived'; readonly archived: Archived };

/** What can be done with an answer by its id. */
export function addAnswerRoutes(app: Hono<GatewayEnv>, gateway: Gateway): void {
  const on =
    (act: (c: Context<GatewayEnv>, found: Found) => Response | Promise<Response>) =>
    async (c: Context<GatewayEnv>) => {
      const id = c.req.param('id') ?? '';
      const found = await find(gateway, id, c.get('caller').key);
      return found ? act(c, found) : refuse(c, gateway, notFound(`answer ${id}`));
    };
  app.get(
    '/responses/:id',
    on((c, found) => retrieve(c, gateway, found)),
  );
  app.get(
    '/responses/:id/input_items',
    on((c, found) => {
      const items = found.kind === 'kept' ? found.answer.inputItems : found.archived.input;
      const page = pageOf(items, (name) => c.req.query(name));
      return 'object' in page ? c.json(page) : refuse(c, gateway, page);
    }),
  );
  app.post(
    '/responses/:id/cancel',
    on(async (c, found) => {
      if (found.kind === 'archived') return c.json(found.archived.response);
      await gateway.cancel(found.answer);
      return c.json(found.answer.snapshot());
    }),
  );
  app.delete(
    '/responses/:id',
    on(async (c, found) => {
      const id = found.kind === 'kept' ? found.answer.id : found.archived.response.id;
      if (found.kind === 'kept') await gateway.remove(found.answer);
      await gateway.archive.remove(id);
      return c.json({ id, object: 'response', deleted: true });
    }),
  );
}

/** An answer of another key is as good as none. */
async function find(gateway: Gateway, id: string, key: string): Promise<Found | undefined> {
  const answer = gateway.kept.find(id);
  if (answer) {
    return answer.key === key && answer.ask.store ? { kind: 'kept', answer } : undefined;
  }
  const archived = await gateway.archive.get(id);
  return archived && archived.key === key ? { kind: 'archived', archived } : undefined;
}

function retrieve(c: Context, gateway: Gateway, found: Found): Response {
  if (c.req.query('stream') !== 'true') {
    return c.json(found.kind === 'kept' ? found.answer.snapshot() : found.archived.response);
  }
  if (found.kind === 'archived') {
    const message = 'The events of this answer are not kept any more; fetch it without stream.';
    return refuse(c, gateway, badRequest('stream_not_kept', message, 'stream'));
  }
  const { answer } = found;
  const after = c.req.query('starting_after');
  const from = after === undefined ? 0 : Number(after) + 1;
  if (!Number.isSafeInteger(from) || from < 0 || from > answer.length) {
    const message = `starting_after is the number of an event that was read: 0 to ${answer.length - 1}.`;
    return refuse(c, gateway, badRequest('invalid_value', message, 'starting_after'));
  }
  return streamResponses(c, gateway, answer, from);
}

const MOST_ITEMS = 100;
const DEFAULT_ITEMS = 20;

/** A page of items, the newest first unless asked otherwise. */
function pageOf(items: readonly WireItem[], query: (name: string) => string | undefined) {
  const limit = Number(query('limit') ?? DEFAULT_ITEMS);
  const order = query('order') ?? 'desc';
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ITEMS) {
    return badRequest('invalid_value', `limit is from 1 to ${MOST_ITEMS}.`, 'limit');
  }
  if (order !== 'asc' && order !== 'desc') {
    return badRequest('invalid_value', 'order is asc or desc.', 'order');
  }
  const all = order === 'asc' ? items : items.toReversed();
  const after = query('after');
  const at = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && at === 0) {
    return badRequest('invalid_value', `after names no item of this answer.`, 'after') as ApiError;
  }
  const data = all.slice(at, at + limit);
  return {
    object: 'list',
    data,
    first_id: data[0]?.['id'] ?? null,
    last_id: data.at(-1)?.['id'] ?? null,
    has_more: at + limit < all.length,
  };
}
