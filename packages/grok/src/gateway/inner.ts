import type { Problem } from '@gigafactory/core/base';
import type { Answer, Ending } from './answer/answer.ts';
import { ApiError } from './api-error.ts';
import type { Caller } from './books/doorkeeper.ts';
import { isFree, type Price } from './config/prices.ts';
import type { GatewayConfig, UpstreamConfig } from './config/shape.ts';
import { type Gateway, mayAsk } from './gateway.ts';
import type { ApiKey } from './keys/key-file.ts';
import { XAI_URL } from './remote/remote-upstream.ts';
import type { Ask } from './request/ask.ts';
import type { AnswerFormat, ToolSpec, Turn, UpstreamEvent } from './upstream.ts';

/** A model that can hold a conversation. */
export interface InnerModel {
  readonly id: string;
  /** Who receives what it is asked; empty: nobody outside of this site. */
  readonly goesTo: string;
  /** In words; empty: it is free. */
  readonly price: string;
  /** Whether it can be given pictures. */
  readonly sees: boolean;
}

export interface InnerRequest {
  readonly model: string;
  readonly turns: readonly Turn[];
  readonly tools: readonly ToolSpec[];
  readonly format?: AnswerFormat;
}

/** A person who asks without a key, by the pages of this program. */
interface Person {
  readonly id: string;
  readonly tier: ApiKey['tier'];
}

/** What a person may still ask today, a day of UTC. */
export interface Standing {
  readonly questions: Allowance;
  readonly tokens: Allowance;
  readonly features: readonly string[];
}

interface Allowance {
  readonly used: number;
  readonly most: number;
}

/** The way in for a part of this program: no key, and the same routes, books and budgets of the site. */
export interface InnerDoor {
  /** Those that take tools, but for the models of this machine, which know one skill. */
  models(): readonly InnerModel[];
  /** One answer, streamed; it is stopped when the signal aborts. */
  respond(request: InnerRequest, signal: AbortSignal): AsyncIterable<UpstreamEvent>;
}

/** The way in for a person: of the tier, and booked to the person as to a key. */
export interface PersonalDoor extends InnerDoor {
  /** Why there can be no question in a chat now, and when there can be. */
  refusal(): Problem | undefined;
  /** Counts a question, by the id of its answer; resolves once that is durable. */
  count(id: string): Promise<void>;
}

export interface InnerDoors {
  /** @param who asked with every request; undefined for this machine, which only the site's budget binds */
  of(who: () => Person | undefined): PersonalDoor;
  standing(person: Person): Standing;
  /** Every upstream that may be asked, with who receives what it is asked, and how it is. */
  reach(): readonly Reach[];
}

interface Reach {
  readonly name: string;
  /** Empty: nobody outside of this site. */
  readonly receives: string;
  readonly models: readonly { readonly id: string; readonly price: string }[];
  readonly health: 'well' | 'failing';
}

export function innerDoors(
  gateway: Gateway,
  config: GatewayConfig,
  own: ReadonlySet<string>,
): InnerDoors {
  const { doorkeeper } = gateway;
  const callerOf = (who: () => Person | undefined) => doorkeeper.callerOf(who());
  return {
    of: (who) => ({
      models: () => modelsFor(gateway, config, own, callerOf(who).tier),
      respond: (request, signal) => respond(gateway, request, callerOf(who), signal),
      refusal: () => doorkeeper.questionProblem(callerOf(who)),
      count: (id) => gateway.question(callerOf(who), id),
    }),
    standing: (person) => {
      const caller = doorkeeper.callerOf(person);
      const { tokens, questions } = doorkeeper.usedToday(caller);
      const { tokensPerDay, questionsPerDay, features } = config.tiers[person.tier];
      return {
        questions: { used: questions, most: questionsPerDay },
        tokens: { used: tokens, most: tokensPerDay },
        features,
      };
    },
    reach: () => reachOf(gateway, config),
  };
}

function reachOf(gateway: Gateway, config: GatewayConfig): readonly Reach[] {
  const found = new Map<string, Reach & { readonly models: { id: string; price: string }[] }>();
  for (const { id } of gateway.routes.models()) {
    for (const { upstream, breaker, price } of gateway.routes.find(id, Date.now() / 1000)) {
      const { name } = upstream;
      const remote = config.upstreams[name];
      const known = found.get(name) ?? {
        ...{ name, receives: remote ? hostOf(remote) : '', models: [] },
        health: breaker.isOpen ? ('failing' as const) : ('well' as const),
      };
      // Replicas of a service have the same models.
      if (!known.models.some((model) => model.id === id))
        known.models.push({ id, price: showPrice(price) });
      found.set(name, known);
    }
  }
  return [...found.values()];
}

/** Those that a tier may ask; all where there is none. */
function modelsFor(
  gateway: Gateway,
  config: GatewayConfig,
  own: ReadonlySet<string>,
  tier: Caller['tier'],
): readonly InnerModel[] {
  return gateway.routes.models().flatMap(({ id, takes }) => {
    if (tier?.models && !tier.models.includes(id)) return [];
    const routes = gateway.routes.find(id, Date.now() / 1000);
    const route = routes.find(({ upstream }) => mayAsk(tier, upstream.name));
    if (!takes.tools || !route || own.has(route.upstream.name)) return [];
    const remote = config.upstreams[route.upstream.name];
    const goesTo = remote ? `${route.upstream.name} (${hostOf(remote)})` : '';
    return [{ id, goesTo, price: showPrice(route.price), sees: takes.pictures }];
  });
}

/** Where an upstream stands. */
function hostOf({ url = XAI_URL }: Pick<UpstreamConfig, 'url'>): string {
  return new URL(url).host;
}

async function* respond(
  gateway: Gateway,
  request: InnerRequest,
  caller: Caller,
  signal: AbortSignal,
): AsyncGenerator<UpstreamEvent> {
  const answer = await gateway.ask(askOf(request), caller);
  if (answer instanceof ApiError) return yield failed(answer);
  const stop = (): void => answer.stop.ask();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    yield* eventsOf(answer);
    const { usage, ending } = answer;
    const { cost } = answer;
    if (usage)
      yield { kind: 'usage', input: usage.input_tokens, output: usage.output_tokens, cost };
    yield endOf(ending);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** Texts and calls of an answer, as they come. */
async function* eventsOf(answer: Answer): AsyncGenerator<UpstreamEvent> {
  let next = 0;
  for (;;) {
    const { isOver } = answer;
    const events = answer.eventsFrom(next);
    next += events.length;
    for (const event of events) {
      const { type } = event;
      if (type === 'response.output_text.delta' || type === 'response.refusal.delta')
        yield { kind: 'text', delta: String(event['delta']) };
      const item = event['item'] as Readonly<Record<string, unknown>> | undefined;
      if (type === 'response.output_item.done' && item?.['type'] === 'function_call') {
        const { call_id: id, name, arguments: given } = item;
        yield { kind: 'call', id: String(id), name: String(name), arguments: String(given) };
      }
    }
    if (isOver) return;
    if (answer.length === next && !answer.isOver) await growth(answer);
  }
}

function growth(answer: Answer): Promise<void> {
  return new Promise((resolve) => {
    const ignore = answer.listen(() => {
      ignore();
      resolve();
    });
  });
}

function endOf(ending: Ending | undefined): UpstreamEvent {
  if (ending?.status === 'failed') return failed(ending.error);
  return { kind: 'done', reason: ending?.status === 'incomplete' ? 'length' : 'stop' };
}

function failed({ code, message, mayRetry }: ApiError): UpstreamEvent {
  return { kind: 'failed', problem: { code, message }, mayRetry };
}

function askOf({ model, turns, tools, format = { kind: 'text' } }: InnerRequest): Ask {
  const size = turns.reduce((sum, turn) => sum + JSON.stringify(turn).length, 0);
  return {
    ...{ face: 'responses', model, instructions: null, turns, items: [], previous: null },
    ...{ tools, toolChoice: 'auto', parallelCalls: true, format, sampling: {} },
    ...{ effort: undefined, mostTokens: undefined, mostCalls: undefined },
    ...{ store: false, background: false, stream: true, wantsUsage: true, size },
    echo: {
      ...{ instructions: null, max_output_tokens: null, max_tool_calls: null },
      ...{ parallel_tool_calls: true, previous_response_id: null, service_tier: 'default' },
      ...{ reasoning: { effort: null, summary: null }, temperature: null, top_p: null },
      ...{ text: { format: { type: 'text' } }, tool_choice: 'auto', tools: [] },
      ...{ truncation: 'disabled', metadata: {}, user: undefined, safety_identifier: undefined },
    },
  };
}

const MILLION = 1e6;

function showPrice(price: Price): string {
  if (isFree(price)) return '';
  const dollars = (perToken: number) => `$${Number((perToken * MILLION).toPrecision(6))}`;
  return `It costs ${dollars(price.input)} per million tokens read and ${dollars(price.output)} per million written.`;
}
