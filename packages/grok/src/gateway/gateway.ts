import { Answer } from './answer/answer.ts';
import type { Archive, Archived } from './answer/archive.ts';
import { type Conducted, conduct, mostCost } from './answer/conduct.ts';
import { Kept, type Order } from './answer/kept.ts';
import { wireUsage } from './answer/usage.ts';
import { ApiError, badRequest } from './api-error.ts';
import type { AnswerEntry, Books } from './books/books.ts';
import { type Caller, Doorkeeper } from './books/doorkeeper.ts';
import { isFree } from './config/prices.ts';
import type { GatewayConfig } from './config/shape.ts';
import { newId } from './ids.ts';
import { GatewayMetrics } from './metrics.ts';
import type { Ask } from './request/ask.ts';
import type { Route, Routes } from './route/routes.ts';
import { mostOutput, refusedBy } from './route/takes.ts';
import type { Turn, UpstreamRequest } from './upstream.ts';

export interface GatewayParts {
  readonly config: GatewayConfig;
  readonly routes: Routes;
  readonly books: Books;
  readonly archive: Archive;
  /** ms since 1970. */
  readonly now: () => number;
  /** Hears what only an operator can mend. */
  readonly warn: (message: string) => void;
}

/** What an answer continues. */
interface Said {
  readonly turns: readonly Turn[];
  readonly place?: string;
}

/** Answers requests of callers that are known, and owns the answers until they are over. */
export class Gateway {
  readonly doorkeeper: Doorkeeper;
  readonly metrics: GatewayMetrics;
  readonly kept: Kept;
  readonly #parts: GatewayParts;
  /** Replies on their way to the disk. */
  readonly #puts = new Set<Promise<void>>();
  #isClosing = false;

  constructor(parts: GatewayParts) {
    const { config, books, now, routes } = parts;
    this.#parts = parts;
    this.doorkeeper = new Doorkeeper({ config: () => config, books, now });
    this.kept = new Kept(() => config.kept);
    this.metrics = new GatewayMetrics({
      running: () => this.kept.running,
      breakers: () => routes.breakers(),
    });
  }

  get routes(): Routes {
    return this.#parts.routes;
  }

  /** A finished answer as it is kept on disk, if it is. */
  archived(id: string): Promise<Archived | undefined> {
    return this.#parts.archive.get(id, this.#parts.now());
  }

  /**
   * Begins an answer, or says why not. An order that was given before is not carried out again: its answer is the
   * one that there is.
   *
   * @param order what the client calls its request, if it does
   */
  async ask(ask: Ask, caller: Caller, order?: Order): Promise<Answer | ApiError> {
    if (this.#isClosing) return closing();
    const before = await this.#said(ask, caller);
    if (before instanceof ApiError) return before;
    const routes = this.#routesFor(ask, caller, before.place);
    if (routes instanceof ApiError) return routes;
    const turns = [...instructionsOf(ask), ...before.turns, ...ask.turns];
    const request = this.#requestFor(ask, turns, routes);
    // From here on nothing waits: of two equal orders at once the second finds the answer of the first.
    const known = order && this.kept.findOrder(caller.key, order);
    if (known === 'other') return reused();
    if (known) return known;
    const refusal = this.#moneyProblem(request, routes, caller) ?? this.doorkeeper.enter(caller);
    if (refusal) return refusal;
    const createdAt = this.#parts.now();
    const kept = [...before.turns, ...ask.turns];
    const answer = new Answer({ id: newId('resp'), ask, key: caller.key, turns: kept, createdAt });
    this.kept.begin(answer, order);
    const run = () => void this.#run(answer, { routes, request, caller });
    // Whoever asked for a background answer is told first that it waits.
    if (ask.background) setImmediate(run);
    else run();
    return answer;
  }

  /** Stops an answer; resolves once it is over. */
  async cancel(answer: Answer): Promise<void> {
    if (!answer.isOver) {
      answer.stop.ask();
      await answer.ended;
      await this.#note('cancelled', answer.id, answer.key);
    }
  }

  /** Forgets an answer, wherever it is kept. */
  async remove(id: string): Promise<void> {
    const answer = this.kept.find(id);
    if (answer) {
      this.kept.remove(answer);
      await this.#note('deleted', id, answer.key);
    }
    await this.#parts.archive.remove(id);
  }

  /** Ends what is under way, and the books. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const running = this.kept.allRunning();
    for (const answer of running) answer.stop.ask();
    await Promise.all(running.map(({ ended }) => ended));
    await Promise.all(this.#puts);
    await this.#parts.routes.close();
    await this.#parts.books.close();
  }

  #routesFor(ask: Ask, { tier }: Caller, place?: string): readonly Route[] | ApiError {
    const { routes, now } = this.#parts;
    const { answers, size } = this.#parts.config.underWay;
    const { running, runningSize } = this.kept;
    if (running >= answers || (running > 0 && runningSize + ask.size > size)) {
      const message = `${running} answers are under way, as much as this gateway takes at once.`;
      return new ApiError({ status: 503, code: 'overloaded', message, retryAfterS: 1 });
    }
    const found = routes.find(ask.model, now() / 1000, place);
    if (found.length === 0 && routes.isAway(ask.model)) {
      const message = `No replica of a service that has ${ask.model} takes requests just now.`;
      return new ApiError({ status: 503, code: 'no_replica', message, retryAfterS: 5 });
    }
    if (found.length === 0) {
      const names = routes.models().map(({ id }) => id);
      const known =
        names.length > 0 ? `there are ${names.slice(0, 20).join(', ')}` : 'there is none';
      const message = `There is no model "${ask.model}" here; ${known}.`;
      return new ApiError({ status: 404, code: 'model_not_found', message, param: 'model' });
    }
    if (tier?.models && !tier.models.includes(ask.model)) {
      const message = `The tier of this key has no access to ${ask.model}.`;
      return new ApiError({ status: 403, code: 'model_not_allowed', message, param: 'model' });
    }
    const allowed = found.filter(({ upstream }) => mayAsk(tier, upstream.name));
    if (allowed.length === 0) {
      const message = `This tier may ask no upstream that has ${ask.model}.`;
      return new ApiError({ status: 403, code: 'model_not_allowed', message, param: 'model' });
    }
    const able = allowed.filter(({ model }) => refusedBy(ask, model) === undefined);
    return able.length > 0 ? able : refusedBy(ask, allowed[0]!.model)!;
  }

  /** What was said before, if the request continues an answer, and where that was written. */
  async #said({ previous }: Ask, { key }: Caller): Promise<Said | ApiError> {
    if (previous === null) return { turns: [] };
    const answer = this.kept.find(previous);
    if (answer && answer.key === key) {
      const { place, isOver } = answer;
      if (isOver) return { turns: [...answer.turns, ...answer.output.turns], place };
      const message = `The answer ${previous} is still under way.`;
      return badRequest('previous_response_not_over', message, 'previous_response_id');
    }
    const archived = await this.archived(previous);
    if (archived && archived.key === key) return { turns: archived.turns };
    const message = `There is no answer ${previous} to continue; answers are kept for a while only.`;
    return badRequest('previous_response_not_found', message, 'previous_response_id');
  }

  #requestFor(ask: Ask, turns: readonly Turn[], routes: readonly Route[]): UpstreamRequest {
    const { config } = this.#parts;
    const offersNone = callsLeft(ask, turns, config) === 0;
    const request: UpstreamRequest = {
      ...{ model: ask.model, turns, tools: offersNone ? [] : ask.tools },
      ...{ toolChoice: offersNone ? 'auto' : ask.toolChoice, parallelCalls: ask.parallelCalls },
      ...{ format: ask.format, sampling: ask.sampling },
      ...(ask.effort === undefined ? {} : { effort: ask.effort }),
      mostTokens: Math.min(ask.mostTokens ?? config.answer.tokens, config.answer.tokens),
    };
    return { ...request, mostTokens: mostOutput(request, routes, config.answer.money) };
  }

  #moneyProblem(
    { mostTokens }: UpstreamRequest,
    routes: readonly Route[],
    caller: Caller,
  ): ApiError | undefined {
    if (routes.every(({ price }) => isFree(price))) return undefined;
    if (mostTokens === 0) {
      const { money } = this.#parts.config.answer;
      return badRequest(
        'too_expensive',
        `To read this costs more than $${money}, the most of an answer.`,
      );
    }
    if (!this.#parts.books.areKept) {
      const message =
        'This gateway keeps no books, and "gigafactory up" has printed why: it answers with free models only.';
      return new ApiError({ status: 503, code: 'no_books', message, mayRetry: false });
    }
    return this.doorkeeper.spentProblem(caller);
  }

  async #run(
    answer: Answer,
    {
      routes,
      request,
      caller,
    }: { routes: readonly Route[]; request: UpstreamRequest; caller: Caller },
  ): Promise<void> {
    const { books, config, now, warn } = this.#parts;
    const { id, key, createdAt } = answer;
    const at = new Date(createdAt).toISOString();
    let firstSeconds: number | undefined;
    try {
      const most = mostCost(routes, request);
      if (most > 0) await books.begin({ id, key, at, most });
      const conducted = await conduct({
        ...{ answer, routes, request, now },
        payers: [books.account(key), books.site],
        mostMoney: config.answer.money,
        mostCalls: callsLeft(answer.ask, request.turns, config),
        spent: () => this.doorkeeper.overspent(caller),
        heard: {
          first: () => {
            firstSeconds ??= (now() - createdAt) / 1000;
          },
          failed: (upstream, code) => this.metrics.failed(upstream, code),
        },
      });
      const entry = entryOf(answer, conducted, at, { now: now(), firstSeconds });
      await this.#settle(answer, conducted, entry, caller);
    } catch (error) {
      warn(`The books of the gateway cannot be kept: ${String(error)}`);
      const message = 'The gateway cannot keep its books; its log says why.';
      const failure = new ApiError({ status: 503, code: 'books_failed', message });
      answer.finish({ status: 'failed', error: failure, code: 'server_error' }, null, now());
      this.doorkeeper.leave(caller, 0);
      this.kept.finish(answer, now());
    }
  }

  /** An answer that costs is over once its cost is booked for good. */
  async #settle(
    answer: Answer,
    { ending, usage }: Conducted,
    entry: AnswerEntry,
    caller: Caller,
  ): Promise<void> {
    const { books, now } = this.#parts;
    const booked = books.settle(entry);
    if (entry.cost + entry.lost > 0) await booked;
    else booked.catch((error) => this.#parts.warn(`Usage is not kept: ${String(error)}`));
    const cost = entry.cost + entry.lost;
    answer.finish(ending, usage ? wireUsage(usage) : null, now(), cost);
    this.doorkeeper.leave(caller, entry.input + entry.output);
    this.kept.finish(answer, now());
    this.metrics.answered(entry);
    const { archive } = this.#parts;
    if (!archive.keeps || !answer.ask.store || answer.isDeleted) return;
    const put = archive
      .put(archivedOf(answer))
      .catch((error) => this.#parts.warn(`A reply is not kept: ${String(error)}`))
      .finally(() => this.#puts.delete(put));
    this.#puts.add(put);
  }

  /** Counts a question of a person; resolves once that is durable. */
  async question({ key }: Caller, id: string): Promise<void> {
    const at = new Date(this.#parts.now()).toISOString();
    await this.#parts.books.question({ id, key, at });
  }

  async #note(kind: 'cancelled' | 'deleted', id: string, key: string): Promise<void> {
    const at = new Date(this.#parts.now()).toISOString();
    await this.#parts.books.note({ kind, id, key, at });
  }
}

/** Whether a tier's requests may go to an upstream. */
export function mayAsk(tier: Caller['tier'], upstream: string): boolean {
  return tier?.upstreams?.includes(upstream) ?? true;
}

function closing(): ApiError {
  const message = 'This gateway is being stopped.';
  return new ApiError({ status: 503, code: 'stopping', message, retryAfterS: 5 });
}

function reused(): ApiError {
  const message = 'Another request had this Idempotency-Key: give each request one of its own.';
  return new ApiError({ status: 409, code: 'idempotency_key_reused', message });
}

function instructionsOf({ instructions }: Ask): Turn[] {
  return instructions === null ? [] : [{ kind: 'message', role: 'system', text: instructions }];
}

/** Calls that an answer may still make: those since the last question of a person count. */
function callsLeft({ mostCalls }: Ask, turns: readonly Turn[], { answer }: GatewayConfig): number {
  const last = turns.findLastIndex((turn) => turn.kind === 'message' && turn.role === 'user');
  const made = turns.slice(last + 1).filter(({ kind }) => kind === 'call').length;
  return Math.min(mostCalls ?? answer.toolCalls, Math.max(0, answer.toolCalls - made));
}

function entryOf(
  { id, key, ask, createdAt }: Answer,
  { ending, usage, upstream, cost, lost }: Conducted,
  at: string,
  { now, firstSeconds }: { readonly now: number; readonly firstSeconds: number | undefined },
): AnswerEntry {
  return {
    kind: 'answer',
    id,
    key,
    face: ask.face,
    model: ask.model,
    upstream,
    at,
    seconds: (now - createdAt) / 1000,
    ...(firstSeconds === undefined ? {} : { firstSeconds }),
    status: ending.status,
    ...(ending.status === 'failed' ? { code: ending.error.code } : {}),
    ...(ending.status === 'incomplete' ? { code: ending.reason } : {}),
    input: usage?.input ?? 0,
    output: usage?.output ?? 0,
    isEstimated: usage?.isEstimated ?? false,
    cost,
    lost,
  };
}

function archivedOf(answer: Answer): Archived {
  return {
    key: answer.key,
    response: answer.snapshot(),
    input: answer.ask.items,
    turns: [...answer.turns, ...answer.output.turns],
  };
}
