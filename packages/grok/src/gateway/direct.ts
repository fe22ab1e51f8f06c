import { attempt, type Outcome, type Piece } from './answer/attempt.ts';
import { Stop } from './answer/stop.ts';
import type { UpstreamConfig } from './config/shape.ts';
import type { InnerDoor } from './inner.ts';
import { RemoteUpstream } from './remote/remote-upstream.ts';
import type { Upstream, UpstreamEvent, UpstreamRequest } from './upstream.ts';

export interface DirectParts {
  /** Up to and with `/v1`. */
  readonly url: string;
  readonly kind: UpstreamConfig['kind'];
  /** As the server calls it. */
  readonly model: string;
  /** Its key; absent if it needs none. */
  readonly secret: string | undefined;
  /** How long each silence and the whole answer may last, s. */
  readonly timeouts: {
    readonly connect: number;
    readonly firstToken: number;
    readonly betweenTokens: number;
    readonly whole: number;
  };
  /** Waits before each further try of what may be tried again, s. */
  readonly waits: readonly number[];
}

export interface DirectDoor extends Pick<InnerDoor, 'respond'> {
  close(): Promise<void>;
}

/** Of an answer; nobody pays for it through the gateway. */
const MOST_TOKENS = 32_768;

/** One model of one server, asked without the gateway: no books, no budget, no other server in its place. */
export function directDoor({ url, kind, model, secret, timeouts, waits }: DirectParts): DirectDoor {
  const upstream = new RemoteUpstream({
    name: new URL(url).host,
    config: {
      ...{ kind, url, timeouts, models: { [model]: model }, sees: [model], retries: 0 },
      breaker: { failures: 1, pause: 0 },
    },
    secret,
    since: 0,
  });
  return {
    async *respond({ turns, tools, format = { kind: 'text' } }, signal) {
      const request: UpstreamRequest = {
        ...{ model, turns, tools, format, toolChoice: 'auto', parallelCalls: true, sampling: {} },
        mostTokens: MOST_TOKENS,
      };
      yield* patiently({ upstream, request, timeouts, waits }, signal);
    },
    close: () => upstream.close(),
  };
}

interface Patient {
  readonly upstream: Upstream;
  readonly request: UpstreamRequest;
  readonly timeouts: DirectParts['timeouts'];
  readonly waits: readonly number[];
}

/** The pieces of the first try that comes to a good end, or the failure of the last one. */
async function* patiently(
  { waits, ...parts }: Patient,
  signal: AbortSignal,
): AsyncGenerator<UpstreamEvent> {
  for (let tries = 0; ; tries++) {
    const pieces: Piece[] = [];
    const outcome = await stoppable(signal, (stop) =>
      attempt({ ...parts, stop, hear: (piece) => pieces.push(piece) > 0 }),
    );
    const wait = waits[tries];
    if (outcome.kind !== 'failed' || !outcome.mayRetry || wait === undefined) {
      yield* pieces;
      return yield endOf(outcome);
    }
    await pause(wait * 1000, signal);
  }
}

function endOf(outcome: Outcome): UpstreamEvent {
  if (outcome.kind === 'failed') return outcome;
  if (outcome.kind === 'done') return outcome;
  const problem = { code: 'upstream.stopped', message: 'It was stopped.' };
  return { kind: 'failed', problem, mayRetry: false };
}

async function stoppable<T>(signal: AbortSignal, work: (stop: Stop) => Promise<T>): Promise<T> {
  const stop = new Stop();
  const ask = () => stop.ask();
  signal.addEventListener('abort', ask, { once: true });
  if (signal.aborted) ask();
  try {
    return await work(stop);
  } finally {
    signal.removeEventListener('abort', ask);
  }
}

/** Resolves early when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
