import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiError } from '../api-error.ts';
import type { Caller } from '../books/doorkeeper.ts';
import type { Gateway } from '../gateway.ts';

type Headers = Readonly<Record<string, string>>;

export interface ExchangeParts {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly gateway: Gateway;
  readonly caller: Caller;
  /** What follows the `?` of the address. */
  readonly query: string;
}

/** A request of a caller that is known, and the answer to it, as Node's server has them: nothing is copied in between. */
export class Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly gateway: Gateway;
  readonly caller: Caller;
  /** Sent with the answer, whichever it is. */
  headers: Headers = {};
  readonly #query: string;

  constructor({ incoming, outgoing, gateway, caller, query }: ExchangeParts) {
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.gateway = gateway;
    this.caller = caller;
    this.#query = query;
  }

  query(name: string): string | undefined {
    return new URLSearchParams(this.#query).get(name) ?? undefined;
  }

  json(value: unknown): void {
    sendJson(this.outgoing, 200, value, this.headers);
  }

  /** Begins an answer whose length is not known yet. */
  stream(): void {
    this.outgoing.writeHead(200, {
      ...this.headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
  }

  refuse(error: ApiError): void {
    refuse(this.outgoing, this.gateway, error, this.headers);
  }
}

/** A refusal in the API's form, counted. */
export function refuse(
  outgoing: ServerResponse,
  gateway: Gateway,
  error: ApiError,
  headers: Headers = {},
): void {
  gateway.metrics.refused(error.code);
  sendJson(outgoing, error.status, error.body, { ...headers, ...error.headers });
}

function sendJson(
  outgoing: ServerResponse,
  status: number,
  value: unknown,
  headers: Headers,
): void {
  const text = JSON.stringify(value);
  outgoing.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  outgoing.end(text);
}
