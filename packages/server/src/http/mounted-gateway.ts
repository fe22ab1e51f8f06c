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

/** A gateway that is opened when it is first asked, or by whoever serves once there is time. */
export interface LaterGateway<Gateway extends MountedGateway> extends MountedGateway {
  /** Opens it once; rejects each time with why it could not be. */
  readonly open: () => Promise<Gateway>;
}

/** Lets a server listen before its gateway is open: opening reads models, which takes longer than a page may wait. */
export function laterGateway<Gateway extends MountedGateway>(
  start: () => Promise<Gateway>,
): LaterGateway<Gateway> {
  let opened: Promise<Gateway> | undefined;
  const open = () => {
    opened ??= start();
    return opened;
  };
  return {
    open,
    listener: (incoming, outgoing) =>
      void open().then(
        (gateway) => gateway.listener(incoming, outgoing),
        () => {
          const message = 'The gateway could not be opened; "gigafactory up" has printed why.';
          const error = { message, type: 'server_error', param: null, code: 'gateway.closed' };
          outgoing.writeHead(503, { 'content-type': 'application/json' });
          outgoing.end(JSON.stringify({ error }));
        },
      ),
    metrics: async () => (await open()).metrics(),
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
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
