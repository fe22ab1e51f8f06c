import type { Answer } from '../answer/answer.ts';
import type { Archived } from '../answer/archive.ts';
import { ApiError, badRequest, notFound } from '../api-error.ts';
import type { WireItem } from '../request/ask.ts';
import type { Exchange } from './exchange.ts';
import { responsesText, streamTo } from './sse.ts';

/** What can be done with an answer by its id. */

type Found =
  | { readonly kind: 'kept'; readonly answer: Answer }
  | { readonly kind: 'archived'; readonly archived: Archived };

/** `GET /responses/ID`. */
export async function retrieve(exchange: Exchange, id: string): Promise<void> {
  const found = await find(exchange, id);
  if (!found) return exchange.refuse(notFound(`answer ${id}`));
  if (exchange.query('stream') !== 'true') {
    return exchange.json(found.kind === 'kept' ? found.answer.snapshot() : found.archived.response);
  }
  if (found.kind === 'archived') {
    const message = 'The events of this answer are not kept any more; fetch it without stream.';
    return exchange.refuse(badRequest('stream_not_kept', message, 'stream'));
  }
  const { answer } = found;
  const after = exchange.query('starting_after');
  const from = after === undefined ? 0 : Number(after) + 1;
  if (!Number.isSafeInteger(from) || from < 0 || from > answer.length) {
    const message = `starting_after is the number of an event that was read: 0 to ${answer.length - 1}.`;
    return exchange.refuse(badRequest('invalid_value', message, 'starting_after'));
  }
  streamTo(exchange, { answer, from, tell: responsesText, last: '' });
}

/** `GET /responses/ID/input_items`. */
export async function listInput(exchange: Exchange, id: string): Promise<void> {
  const found = await find(exchange, id);
  if (!found) return exchange.refuse(notFound(`answer ${id}`));
  const items = found.kind === 'kept' ? found.answer.inputItems : found.archived.input;
  const page = pageOf(items, (name) => exchange.query(name));
  if (page instanceof ApiError) exchange.refuse(page);
  else exchange.json(page);
}

/** `POST /responses/ID/cancel`. */
export async function cancel(exchange: Exchange, id: string): Promise<void> {
  const found = await find(exchange, id);
  if (!found) return exchange.refuse(notFound(`answer ${id}`));
  if (found.kind === 'archived') return exchange.json(found.archived.response);
  await exchange.gateway.cancel(found.answer);
  exchange.json(found.answer.snapshot());
}

/** `DELETE /responses/ID`. */
export async function remove(exchange: Exchange, id: string): Promise<void> {
  const found = await find(exchange, id);
  if (!found) return exchange.refuse(notFound(`answer ${id}`));
  await exchange.gateway.remove(id);
  exchange.json({ id, object: 'response', deleted: true });
}

/** An answer of another key is as good as none. */
async function find({ gateway, caller }: Exchange, id: string): Promise<Found | undefined> {
  const { key } = caller;
  const answer = gateway.kept.find(id);
  if (answer) {
    return answer.key === key && answer.ask.store ? { kind: 'kept', answer } : undefined;
  }
  const archived = await gateway.archived(id);
  return archived && archived.key === key ? { kind: 'archived', archived } : undefined;
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
    return badRequest('invalid_value', `after names no item of this answer.`, 'after');
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
