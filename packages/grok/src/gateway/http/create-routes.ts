import type { Context, Hono } from 'hono';
import type { Answer } from '../answer/answer.ts';
import { ApiError } from '../api-error.ts';
import type { Gateway } from '../gateway.ts';
import type { Ask } from '../request/ask.ts';
import { readChatRequest } from '../request/chat-request.ts';
import { readResponsesRequest } from '../request/responses-request.ts';
import { ChatStream, chatCompletion } from './chat-wire.ts';
import { type GatewayEnv, refuse } from './refuse.ts';
import { responsesText, type StreamParts, streamOf } from './sse.ts';

const MOST_ORDER_LENGTH = 255;

/** `POST /responses` and `POST /chat/completions`: two faces of the same answers. */
export function addCreateRoutes(app: Hono<GatewayEnv>, gateway: Gateway, mostBytes: number): void {
  const create = (read: (text: string) => Ask | ApiError) => async (c: Context<GatewayEnv>) => {
    const text = await readText(c.req.raw, mostBytes);
    if (text instanceof ApiError) return refuse(c, gateway, text);
    const ask = read(text);
    if (ask instanceof ApiError) return refuse(c, gateway, ask);
    const caller = c.get('caller');
    const order = c.req.header('idempotency-key')?.slice(0, MOST_ORDER_LENGTH);
    const answer = await gateway.ask(ask, caller, order || undefined);
    for (const [name, value] of Object.entries(gateway.doorkeeper.headers(caller))) {
      c.header(name, value);
    }
    if (answer instanceof ApiError) return refuse(c, gateway, answer);
    c.header('x-request-id', answer.id);
    return ask.stream ? stream(c, gateway, answer) : whole(c, gateway, answer);
  };
  app.post('/responses', create(readResponsesRequest));
  app.post('/chat/completions', create(readChatRequest));
}

function stream(c: Context, gateway: Gateway, answer: Answer): Response {
  if (answer.ask.face === 'responses') return streamResponses(c, gateway, answer, 0);
  const chat = new ChatStream(answer);
  const tell: StreamParts['tell'] = (events) => chat.tell(events);
  return sendStream(c, gateway, { answer, from: 0, tell, last: 'data: [DONE]\n\n' });
}

/** @param from number of the first event */
export function streamResponses(
  c: Context,
  gateway: Gateway,
  answer: Answer,
  from: number,
): Response {
  return sendStream(c, gateway, { answer, from, tell: responsesText, last: '' });
}

/** An answer that nobody can fetch again is stopped when its reader leaves. */
function sendStream(c: Context, gateway: Gateway, parts: Omit<StreamParts, 'left'>): Response {
  const { answer } = parts;
  gateway.metrics.streams(1);
  const body = streamOf({
    ...parts,
    left: (hasAll) => {
      gateway.metrics.streams(-1);
      if (!hasAll && !answer.ask.store) answer.stop.ask();
    },
  });
  return c.body(body, 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
}

async function whole(c: Context, gateway: Gateway, answer: Answer): Promise<Response> {
  if (answer.ask.background) return c.json(answer.snapshot());
  if (!answer.ask.store) stopWithClient(c, answer);
  await answer.ended;
  const { ending } = answer;
  // A reply that was begun is not thrown away with the failure.
  if (ending?.status === 'failed' && (answer.ask.face === 'chat' || !answer.output.hasBegun)) {
    return refuse(c, gateway, ending.error);
  }
  return c.json(answer.ask.face === 'chat' ? chatCompletion(answer) : answer.snapshot());
}

function stopWithClient(c: Context, answer: Answer): void {
  const { signal } = c.req.raw;
  const stop = () => answer.stop.ask();
  signal.addEventListener('abort', stop, { once: true });
  void answer.ended.then(() => signal.removeEventListener('abort', stop));
}

/** So much more than may be sent is read and thrown away, so that the client hears why; B. */
const MOST_DRAINED = 64 * 2 ** 20;

/** The text of a body. What is too large is not kept. */
async function readText(request: Request, mostBytes: number): Promise<string | ApiError> {
  const told = Number(request.headers.get('content-length') ?? Number.NaN);
  if (told <= mostBytes) return request.text();
  const message = `The request is larger than ${Math.floor(mostBytes / 1e3).toLocaleString('en')} kB, the most that is taken.`;
  const tooLarge = new ApiError({ status: 413, code: 'request_too_large', message });
  if (told > MOST_DRAINED || !request.body) return request.body ? tooLarge : '';
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let size = 0;
  for await (const piece of request.body) {
    size += piece.length;
    if (size > MOST_DRAINED) return tooLarge;
    if (size <= mostBytes) pieces.push(decoder.decode(piece, { stream: true }));
    else pieces.length = 0;
  }
  return size > mostBytes ? tooLarge : pieces.join('') + decoder.decode();
}
