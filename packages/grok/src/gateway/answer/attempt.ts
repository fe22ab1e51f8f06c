import type { Problem } from '@gigafactory/core/base';
import type { Upstream, UpstreamEvent, UpstreamRequest } from '../upstream.ts';
import type { Stop } from './stop.ts';
import { type Patience, type Timeouts, Watch } from './watch.ts';

type Done = Extract<UpstreamEvent, { kind: 'done' }>;

/** How one try of one upstream ended. */
export type Outcome =
  | { readonly kind: 'done'; readonly reason: Done['reason'] }
  /** `hear` asked for the end. */
  | { readonly kind: 'enough' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly mayRetry: boolean };

export interface AttemptParts {
  readonly upstream: Upstream;
  readonly request: UpstreamRequest;
  readonly timeouts: Timeouts;
  /** Takes a piece; false if nothing more is wanted. */
  readonly hear: (event: Piece) => boolean;
  /** Somebody stopped the answer. */
  readonly stop: Stop;
}

/** What an upstream says before its end. */
export type Piece = Exclude<UpstreamEvent, { kind: 'done' | 'failed' }>;

const LATE: Readonly<Record<Patience, string>> = {
  firstToken: 'did not begin to answer in time',
  betweenTokens: 'fell silent in the middle of its answer',
  whole: 'did not finish its answer in time',
};

/**
 * Asks an upstream once. Whatever it does, this ends: an upstream that does not even hear that it is stopped is left
 * behind, and what it still says is not heard.
 */
export async function attempt(parts: AttemptParts): Promise<Outcome> {
  const { upstream, request, timeouts, hear, stop } = parts;
  if (stop.isAsked) return { kind: 'stopped' };
  const control = new AbortController();
  let isOver = false;
  let end: (outcome: Outcome) => void = () => {};
  const ended = new Promise<Outcome>((resolve) => {
    end = (outcome) => {
      isOver = true;
      resolve(outcome);
    };
  });
  stop.listen(() => end({ kind: 'stopped' }));
  const watch = new Watch(timeouts, (patience) => {
    const message = `The upstream ${upstream.name} ${LATE[patience]}.`;
    end(failure('upstream.timeout', message));
  });
  const take = (event: UpstreamEvent): boolean => {
    if (isOver) return false;
    watch.heard();
    if (event.kind === 'done') end(event);
    else if (event.kind === 'failed') end(event);
    else if (!hear(event)) end({ kind: 'enough' });
    return !isOver;
  };
  void readAll(upstream, () => upstream.respond(request, control.signal), take).then(end);
  const outcome = await ended;
  watch.stop();
  stop.listen(undefined);
  if (outcome.kind !== 'done') control.abort();
  return outcome;
}

/** Hears an upstream to its end; resolves with why that is no good end if `take` was not told one. */
async function readAll(
  { name }: Upstream,
  respond: () => AsyncIterable<UpstreamEvent>,
  take: (event: UpstreamEvent) => boolean,
): Promise<Outcome> {
  try {
    for await (const event of respond()) {
      if (!take(event)) break;
    }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return failure('upstream.fault', `The upstream ${name} failed: ${words}`);
  }
  return failure('upstream.dropped', `The upstream ${name} ended its answer without an end.`);
}

function failure(code: string, message: string): Outcome {
  return { kind: 'failed', problem: { code, message }, mayRetry: true };
}
