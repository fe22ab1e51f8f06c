import type { LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Result } from '@gigafactory/core/base';
import { ENCODINGS } from './body.ts';
import { refused } from './problem.ts';
import type { Target } from './target.ts';

export interface Hop {
  readonly target: Target;
  /** Those that were checked: nothing else is connected to. */
  readonly addresses: readonly LookupAddress[];
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Who asks; sites tell robots apart by it. */
const AGENT = 'Gigafactory (feed reader)';

/** Asks once, without following anything. Resolves with the head of the answer; its body is not read yet. */
export function ask({ target, addresses, headers, signal }: Hop): Promise<Result<IncomingMessage>> {
  const { url } = target;
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const request = send(url, {
      method: 'GET',
      // A connection of its own: a pool would hand out one that was opened for another check.
      agent: false,
      lookup: pinned(addresses),
      headers: { 'user-agent': AGENT, 'accept-encoding': ENCODINGS, ...headers },
      signal,
    });
    request.once('response', (response) => {
      // Errors that come once nobody reads any more are nobody's.
      response.on('error', () => {});
      resolve({ ok: true, value: response });
    });
    request.on('error', (error: NodeJS.ErrnoException) => resolve(refusalOf(error)));
    request.end();
  });
}

/** Answers with the checked addresses, whatever is asked for. */
function pinned(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, options, done) => {
    const { family } = options;
    const wanted = family === 4 || family === 6 ? family : undefined;
    const fitting = addresses.filter((each) => wanted === undefined || each.family === wanted);
    const first = fitting[0];
    if (!first) done(new Error('no address of that family'), '', 4);
    else if (options.all) done(null, [...fitting]);
    else done(null, first.address, first.family);
  };
}

function refusalOf({ code, message }: NodeJS.ErrnoException): Result<never> {
  const isTls = /CERT|TLS|SSL|SELF_SIGNED|ALTNAME|EPROTO/.test(`${code}`);
  if (isTls) return refused('tls', `Its certificate or its TLS does not hold (${code}).`);
  return refused('connect', `It could not be asked (${code ?? message}).`);
}
