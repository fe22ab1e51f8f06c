import { createHash } from 'node:crypto';
import type { Answer } from '../answer/answer.ts';
import type { Order } from '../answer/kept.ts';
import { ApiError, badRequest } from '../api-error.ts';
import type { Ask } from '../request/ask.ts';
import { readChatRequest } from '../request/chat-request.ts';
import { readResponsesRequest } from '../request/responses-request.ts';
import { ChatStream, chatCompletion } from './chat-wire.ts';
import type { Exchange } from './exchange.ts';
import { readText } from './read-text.ts';
import { responsesText, streamTo } from './sse.ts';

const MOST_ORDER_LENGTH = 255;

/** `POST /responses`. @param mostBytes largest request, B */
export function createResponse(exchange: Exchange, mostBytes: number): Promise<void> {
  return create(exchange, mostBytes, readResponsesRequest);
}

/** `POST /chat/completions`: another face of the same answers. @param mostBytes largest request, B */
export function createChat(exchange: Exchange, mostBytes: number): Promise<void> {
  return create(exchange, mostBytes, readChatRequest);
}

async function create(
  exchange: Exchange,
  mostBytes: number,
  read: (text: string) => Ask | ApiError,
): Promise<void> {
  const { incoming, gateway, caller } = exchange;
  const text = await readText(incoming, mostBytes);
  if (text === undefined) return;
  if (text instanceof ApiError) return exchange.refuse(text);
  const ask = read(text);
  if (ask instanceof ApiError) return exchange.refuse(ask);
  const order = orderOf(exchange, ask, text);
  if (order instanceof ApiError) return exchange.refuse(order);
  const answer = await gateway.ask(ask, caller, order);
  const pace = gateway.doorkeeper.headers(caller);
  exchange.headers = answer instanceof ApiError ? pace : { ...pace, 'x-request-id': answer.id };
  if (answer instanceof ApiError) return exchange.refuse(answer);
  return ask.stream ? stream(exchange, answer) : whole(exchange, answer);
}

function orderOf(
  { incoming }: Exchange,
  { face }: Ask,
  text: string,
): Order | ApiError | undefined {
  const name = incoming.headers['idempotency-key']?.toString();
  if (!name) return undefined;
  if (name.length > MOST_ORDER_LENGTH) {
    const message = `Idempotency-Key: has ${MOST_ORDER_LENGTH} characters at most.`;
    return badRequest('invalid_value', message);
  }
  const content = createHash('sha256').update(`${face} ${text}`).digest('base64');
  return { name, content };
}

function stream(exchange: Exchange, answer: Answer): void {
  if (answer.ask.face === 'responses') {
    streamTo(exchange, { answer, from: 0, tell: responsesText, last: '' });
    return;
  }
  const chat = new ChatStream(answer);
  const last = 'data: [DONE]\n\n';
  streamTo(exchange, { answer, from: 0, tell: (events) => chat.tell(events), last });
}

async function whole(exchange: Exchange, answer: Answer): Promise<void> {
  if (answer.ask.background) return exchange.json(answer.snapshot());
  const { outgoing } = exchange;
  // Nobody could fetch it: it is stopped when its client leaves.
  if (!answer.ask.store) outgoing.once('close', () => answer.stop.ask());
  if (!answer.ask.store && outgoing.destroyed) answer.stop.ask();
  await answer.ended;
  const { ending } = answer;
  // A reply that was begun is not thrown away with the failure.
  if (ending?.status === 'failed' && (answer.ask.face === 'chat' || !answer.output.hasBegun)) {
    return exchange.refuse(ending.error);
  }
  exchange.json(answer.ask.face === 'chat' ? chatCompletion(answer) : answer.snapshot());
}
