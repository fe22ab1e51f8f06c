import type { Problem } from '@gigafactory/core/base';
import { ApiError } from '../api-error.ts';
import type { Account } from '../books/account.ts';
import { costOf, isFree } from '../config/prices.ts';
import type { Route } from '../route/routes.ts';
import type { UpstreamRequest } from '../upstream.ts';
import type { Answer, Ending } from './answer.ts';
import { attempt, type Outcome, type Piece } from './attempt.ts';
import { matches } from './matches.ts';
import { Meter } from './meter.ts';
import type { Stop } from './stop.ts';
import { bytesOf, tokensIn, type Usage } from './usage.ts';

export interface ConductParts {
  readonly answer: Answer;
  readonly routes: readonly Route[];
  readonly request: UpstreamRequest;
  readonly payers: readonly Account[];
  /** US dollars that the answer may cost. */
  readonly mostMoney: number;
  /** Calls that it may still make. */
  readonly mostCalls: number;
  /** Why nothing more may be spent, if so. */
  readonly spent: () => ApiError | undefined;
  /** ms, of a clock that only goes forward. */
  readonly now: () => number;
  readonly heard: Heard;
}

/** What a conductor tells those who count. */
interface Heard {
  readonly first: (upstream: string) => void;
  readonly failed: (upstream: string, code: string) => void;
}

/** What an answer came to. */
export interface Conducted {
  readonly ending: Ending;
  readonly usage: Usage | undefined;
  readonly upstream: string;
  /** US dollars that the answer itself cost, and that tries in vain cost. */
  readonly cost: number;
  readonly lost: number;
}

/** Waits before another try of the same upstream, ms; longer with each. */
const RETRY_MS = 100;

/** Why the answer is to end although the upstream goes on. */
type Enough =
  | { readonly kind: 'money' | 'calls' | 'tokens' }
  | { readonly kind: 'spent'; readonly error: ApiError };

/** The most that an answer of this request may cost on any of its routes, US dollars. */
export function mostCost(routes: readonly Route[], request: UpstreamRequest): number {
  const input = tokensIn(bytesOf(request));
  return Math.max(0, ...routes.map(({ price }) => costOf(price, input, request.mostTokens)));
}

/**
 * Has an answer written: asks the upstreams in turn until one begins to answer, and that one to its end. As long as
 * nothing was written another try is free for whoever asked.
 */
export async function conduct(parts: ConductParts): Promise<Conducted> {
  const { answer, routes, now } = parts;
  const conductor = new Conductor(parts);
  answer.begin();
  for (const route of routes) {
    for (let tries = 0; tries <= route.retries; tries++) {
      if (!route.isLive() || !route.breaker.pass(now())) break;
      const ended = await conductor.ask(route);
      if (ended) return ended;
      // Who let one request wait in vain would let the next.
      if (conductor.wasLate) break;
      if (tries < route.retries) await pause(RETRY_MS * 2 ** tries, answer.stop);
    }
  }
  return conductor.giveUp();
}

class Conductor {
  readonly #parts: ConductParts;
  readonly #inputBytes: number;
  #lost = 0;
  #problem: Problem | undefined;

  constructor(parts: ConductParts) {
    this.#parts = parts;
    this.#inputBytes = bytesOf(parts.request);
  }

  get wasLate(): boolean {
    return this.#problem?.code === 'upstream.timeout';
  }

  /** One try; undefined if another may follow. */
  async ask(route: Route): Promise<Conducted | undefined> {
    const { answer, request, payers, heard, now } = this.#parts;
    const { upstream, price, timeouts, breaker } = route;
    const { mostTokens } = request;
    const meter = new Meter({ price, inputBytes: this.#inputBytes, mostTokens, payers });
    let enough: Enough | undefined;
    const outcome = await attempt({
      ...{ upstream, timeouts, stop: answer.stop },
      request: { ...request, model: route.model.id },
      hear: (piece) => {
        const isShown = piece.kind !== 'usage' && piece.kind !== 'writing';
        if (!answer.output.hasBegun && isShown) heard.first(upstream.name);
        enough = this.#take(piece, meter, route);
        return enough === undefined;
      },
    });
    if (outcome.kind === 'failed' && outcome.mayRetry) breaker.failed(now());
    else if (outcome.kind === 'stopped') breaker.left();
    else breaker.succeeded();
    if (outcome.kind !== 'failed') answer.place = route.place;
    return this.#end(outcome, enough, meter, upstream.name);
  }

  /** No upstream answered. */
  giveUp(): Conducted {
    const problem = this.#problem ?? ALL_PAUSED;
    const isStopped = this.#parts.answer.stop.isAsked;
    const ending: Ending = isStopped ? { status: 'cancelled' } : failedBy(problem, true);
    return { ending, usage: undefined, upstream: '', cost: 0, lost: this.#lost };
  }

  /** Writes a piece of the answer, and says if that was enough. */
  #take(piece: Piece, meter: Meter, { price }: Route): Enough | undefined {
    const { answer, mostCalls, mostMoney, request, spent } = this.#parts;
    const { output } = answer;
    switch (piece.kind) {
      case 'usage':
        meter.told(piece);
        return undefined;
      case 'writing':
        meter.writes(piece.bytes);
        break;
      case 'call':
        if (output.calls >= mostCalls) return { kind: 'calls' };
        meter.wroteCall(piece.name + piece.arguments);
        output.call(piece.id, piece.name, piece.arguments);
        break;
      case 'text':
      case 'refusal':
      case 'reasoning':
        if (piece.delta === '') return undefined;
        meter.wrote(piece.delta);
        output.write(PARTS[piece.kind], piece.delta);
    }
    // A token has a byte at least: this is an upstream that does not keep to what it was told.
    if (meter.outputBytes > MOST_BYTES_PER_TOKEN * request.mostTokens) return { kind: 'tokens' };
    if (isFree(price)) return undefined;
    if (meter.cost > mostMoney) return { kind: 'money' };
    const error = spent();
    return error && { kind: 'spent', error };
  }

  #end(
    outcome: Outcome,
    enough: Enough | undefined,
    meter: Meter,
    upstream: string,
  ): Conducted | undefined {
    const { answer, heard, mostMoney } = this.#parts;
    const { hasBegun } = answer.output;
    const hasWritten = meter.outputBytes > 0;
    const { usage, cost } = meter.close();
    if (outcome.kind === 'failed') {
      heard.failed(upstream, outcome.problem.code);
      this.#problem = outcome.problem;
      // An upstream that wrote or told something may ask for money; whoever asked got no answer.
      if (hasWritten || !usage.isEstimated) this.#lost += cost;
      if (outcome.mayRetry && !hasBegun) return undefined;
      const ending = failedBy(outcome.problem, outcome.mayRetry);
      return { ending, usage: hasBegun ? usage : undefined, upstream, cost: 0, lost: this.#lost };
    }
    const ending = this.#endingOf(outcome, enough);
    const isFailed = outcome.kind === 'done' && ending.status === 'failed';
    if (isFailed) heard.failed(upstream, ending.error.code);
    const isPaid = outcome.kind !== 'stopped' || hasWritten;
    // Of what failed in the upstream's own words the key pays nothing.
    const own = isPaid && !isFailed ? Math.min(cost, mostMoney) : 0;
    const lost = this.#lost + (isPaid ? cost - own : 0);
    return { ending, usage: isPaid ? usage : undefined, upstream, cost: own, lost };
  }

  #endingOf(outcome: Exclude<Outcome, { kind: 'failed' }>, enough: Enough | undefined): Ending {
    if (outcome.kind === 'stopped') return { status: 'cancelled' };
    if (outcome.kind === 'enough') return endingOf(enough);
    if (outcome.reason === 'length') return { status: 'incomplete', reason: 'max_output_tokens' };
    if (outcome.reason === 'filter') return { status: 'incomplete', reason: 'content_filter' };
    const { answer, request } = this.#parts;
    const hasText = answer.output.items.length === 0 || answer.output.text !== '';
    if (hasText && answer.output.calls === 0 && !matches(answer.output.text, request.format)) {
      const message =
        'The upstream answered with something else than the format that was asked for.';
      return failedBy({ code: 'upstream.format', message }, true);
    }
    return { status: 'completed' };
  }
}

const PARTS = { text: 'output_text', refusal: 'refusal', reasoning: 'reasoning_text' } as const;
const MOST_BYTES_PER_TOKEN = 128;

const ALL_PAUSED: Problem = {
  code: 'upstream.paused',
  message: 'Every upstream of this model failed just now, and is left alone for some seconds.',
};

function endingOf(enough: Enough | undefined): Ending {
  switch (enough?.kind) {
    case 'spent':
      return { status: 'failed', error: enough.error, code: 'rate_limit_exceeded' };
    case 'calls':
      return { status: 'incomplete', reason: 'max_tool_calls' };
    default:
      return { status: 'incomplete', reason: 'max_output_tokens' };
  }
}

/** What a failed upstream is to whoever asked. */
function failedBy({ code, message }: Problem, mayRetry: boolean): Ending {
  if (!mayRetry) {
    const error = new ApiError({ status: 400, code, message });
    return { status: 'failed', error, code: 'invalid_prompt' };
  }
  const status = code === 'upstream.timeout' ? 504 : code === 'upstream.paused' ? 503 : 502;
  return { status: 'failed', error: new ApiError({ status, code, message }), code: 'server_error' };
}

function pause(ms: number, stop: Stop): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      stop.listen(undefined);
      resolve();
    };
    const timer = setTimeout(over, ms);
    stop.listen(over);
  });
}
