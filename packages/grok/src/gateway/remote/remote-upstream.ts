import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { UpstreamConfig } from '../config/shape.ts';
import type { Upstream, UpstreamEvent, UpstreamModel, UpstreamRequest } from '../upstream.ts';
import { chatBody, DIALECTS, type Dialect } from './chat-body.ts';
import { ChatEvents, wordsOf } from './chat-events.ts';
import { EventQueue } from './event-queue.ts';
import { BrokenStream, SseReader } from './sse-reader.ts';

export const XAI_URL = 'https://api.x.ai/v1';
/** Of an error's body, B. */
const MOST_ERROR_BYTES = 65_536;

export interface RemoteParts {
  readonly name: string;
  readonly config: UpstreamConfig;
  /** Its key; absent if it needs none. */
  readonly secret: string | undefined;
  /** s since 1970, told as the age of its models. */
  readonly since: number;
}

/** A server of the chat API somewhere else. */
export class RemoteUpstream implements Upstream {
  readonly name: string;
  readonly #isTls: boolean;
  /** What every request is sent with. */
  readonly #to: RequestOptions;
  readonly #dialect: Dialect;
  readonly #models: readonly UpstreamModel[];
  readonly #names: Readonly<Record<string, string>>;
  readonly #secret: string | undefined;
  readonly #connectMs: number;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor({ name, config, secret, since }: RemoteParts) {
    this.name = name;
    const base = (config.url ?? XAI_URL).replace(/\/+$/, '');
    const url = new URL(`${base}/chat/completions`);
    this.#isTls = url.protocol === 'https:';
    this.#dialect = DIALECTS[config.kind];
    this.#names = config.models;
    this.#secret = secret;
    this.#connectMs = config.timeouts.connect * 1000;
    const Agent = this.#isTls ? HttpsAgent : HttpAgent;
    this.#agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
    this.#to = { ...urlToHttpOptions(url), method: 'POST', agent: this.#agent };
    this.#models = Object.keys(config.models).map((id) => ({
      ...{ id, created: Math.floor(since), owner: name },
      takes: {
        ...{ tools: true, formats: ['json', 'schema'], sampling: true },
        pictures: config.sees.includes(id),
      },
    }));
  }

  models(): readonly UpstreamModel[] {
    return this.#models;
  }

  respond(request: UpstreamRequest, signal: AbortSignal): AsyncIterable<UpstreamEvent> {
    const body = chatBody(request, this.#names[request.model] ?? request.model, this.#dialect);
    const sent = this.#post(body);
    const stop = () => sent.destroy();
    signal.addEventListener('abort', stop, { once: true });
    const queue = new EventQueue((last) => {
      signal.removeEventListener('abort', stop);
      // Of an answer that is whole only the last bytes are awaited, so that the connection can be used again.
      if (last?.kind === 'done') endSoon(sent);
      else sent.destroy();
    });
    const fail = (error: unknown) => queue.push(this.#failure(error));
    const closed = () => fail(new Error('the connection was closed'));
    sent.once('response', (answer) => {
      // From here on the answer says how it ended.
      sent.off('close', closed);
      answer.on('error', fail);
      if (answer.statusCode === 200) this.#read(answer, queue, fail);
      else this.#refusal(answer).then((refusal) => queue.push(refusal), fail);
    });
    sent.on('error', fail);
    sent.once('close', closed);
    return queue;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
  }

  #post(body: string): ClientRequest {
    const post = this.#isTls ? httpsRequest : httpRequest;
    const sent = post({
      ...this.#to,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        accept: 'text/event-stream',
        ...(this.#secret === undefined ? {} : { authorization: `Bearer ${this.#secret}` }),
      },
    });
    sent.on('socket', (socket) => {
      if (!socket.connecting) return;
      const late = () => sent.destroy(new Error('it could not be reached in time'));
      const timer = setTimeout(late, this.#connectMs);
      const clear = () => clearTimeout(timer);
      socket.once('connect', clear);
      socket.once('close', clear);
    });
    sent.end(body);
    return sent;
  }

  #read(answer: IncomingMessage, queue: EventQueue, fail: (error: unknown) => void): void {
    const reader = new SseReader();
    const events = new ChatEvents(this.#dialect.thoughtsApart);
    const end = (broken: string) => {
      if (!events.hasReason) throw new BrokenStream(broken);
      for (const event of events.end()) queue.push(event);
    };
    answer.on('data', (piece: Buffer) => {
      try {
        for (const data of reader.read(piece)) {
          if (data === '[DONE]') return end('it ended without saying why');
          for (const event of events.read(data)) queue.push(event);
        }
      } catch (error) {
        fail(error);
      }
    });
    answer.once('end', () => {
      try {
        // Some proxies swallow the last line; without a reason the answer was cut off.
        end('it broke off in the middle of its answer');
      } catch (error) {
        fail(error);
      }
    });
  }

  /** What an HTTP error is to whoever asked. */
  async #refusal(answer: IncomingMessage): Promise<UpstreamEvent> {
    const { statusCode = 0 } = answer;
    const words = await errorWords(answer);
    const failed = (code: string, message: string, mayRetry: boolean): UpstreamEvent => ({
      ...{ kind: 'failed', problem: { code, message }, mayRetry },
    });
    const { name } = this;
    if (statusCode === 401 || statusCode === 403) {
      // Of no concern to callers, whose own key is good.
      return failed('upstream.key', `The upstream ${name} does not take the gateway's key.`, true);
    }
    if (statusCode === 429) {
      return failed('upstream.busy', `The upstream ${name} is asked too much just now.`, true);
    }
    if (statusCode >= 500 || statusCode === 408 || statusCode === 404 || statusCode < 400) {
      return failed(
        'upstream.error',
        `The upstream ${name} failed with status ${statusCode}: ${words}`,
        true,
      );
    }
    return failed('upstream.refused', `The upstream ${name} refused this request: ${words}`, false);
  }

  #failure(error: unknown): UpstreamEvent {
    const words = error instanceof Error ? error.message : String(error);
    const code = error instanceof BrokenStream ? 'upstream.broken' : 'upstream.unreachable';
    const message = `The upstream ${this.name} cannot be used: ${words}.`;
    return { kind: 'failed', problem: { code, message }, mayRetry: true };
  }
}

/** How long an answer that is complete may hold its connection open, ms. */
const LAST_BYTES_MS = 2000;

function endSoon(sent: ClientRequest): void {
  const timer = setTimeout(() => sent.destroy(), LAST_BYTES_MS);
  sent.once('close', () => clearTimeout(timer));
}

async function errorWords(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of answer) {
    pieces.push(piece as Buffer);
    size += (piece as Buffer).length;
    if (size > MOST_ERROR_BYTES) break;
  }
  const text = Buffer.concat(pieces).toString('utf8');
  try {
    return wordsOf(JSON.parse(text));
  } catch {
    return wordsOf(text);
  }
}
