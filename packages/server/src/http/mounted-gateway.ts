import type { RequestListener } from 'node:http';
import { foreignProblem, secureOutgoing } from './guard.ts';

/** What answers below `/v1/`: the gateway of grok, given by whoever serves. */
export interface MountedGateway {
  readonly listener: RequestListener;
  /** For Prometheus, in its text format. */
  readonly metrics: () => Promise<string>;
  /** Ends what is under way. */
  readonly close: () => Promise<void>;
}

/** Requests of this address speak another API, which has a form of its own for errors. */
const ROOT = '/v1/';

/** Lets the gateway answer what is its own, behind the same guard as the rest, and the rest answer the rest. */
export function withGateway(
  gateway: MountedGateway | undefined,
  rest: RequestListener,
): RequestListener {
  if (!gateway) return rest;
  return (incoming, outgoing) => {
    if (!incoming.url?.startsWith(ROOT)) return rest(incoming, outgoing);
    secureOutgoing(outgoing);
    const { host, origin } = incoming.headers;
    const problem = foreignProblem(host, origin);
    if (!problem) return gateway.listener(incoming, outgoing);
    const { code, message } = problem;
    const error = { message, type: 'invalid_request_error', param: null, code };
    outgoing.writeHead(403, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify({ error }));
  };
}
