import { Breaker } from '../answer/breaker.ts';
import type { Timeouts } from '../answer/watch.ts';
import { ownOf } from '../config/own.ts';
import { type Price, priceOf } from '../config/prices.ts';
import type { GatewayConfig } from '../config/shape.ts';
import type { ServiceFleet } from '../services/fleet.ts';
import type { Replica } from '../services/replica.ts';
import type { Upstream, UpstreamModel } from '../upstream.ts';

/** A way to an answer: an upstream, with what is known of it. */
export interface Route {
  readonly upstream: Upstream;
  /** The replica of a service; of other upstreams the name. */
  readonly place: string;
  readonly model: UpstreamModel;
  readonly breaker: Breaker;
  readonly timeouts: Timeouts;
  /** Further tries. */
  readonly retries: number;
  readonly price: Price;
  /** Whether it may still be asked: a replica may have gone while another was tried. */
  readonly isLive: () => boolean;
}

/** Of upstreams that are given from outside: those of this machine think for as long as they need. */
const OWN = {
  timeouts: { firstToken: 60, betweenTokens: 60, whole: 600 },
  retries: 0,
  breaker: { failures: 5, pause: 10 },
} as const;

export interface RoutesParts {
  readonly config: GatewayConfig;
  /** Of this machine, asked first. */
  readonly own: readonly Upstream[];
  /** Live services, asked next; absent if none are to be. */
  readonly fleet?: ServiceFleet | undefined;
  /** Of the file, in its order. */
  readonly remotes: readonly Upstream[];
}

/** Which upstreams answer for a model, in the order in which they are asked. */
export class Routes {
  readonly #parts: RoutesParts;
  readonly #breakers: ReadonlyMap<string, Breaker>;

  constructor(parts: RoutesParts) {
    this.#parts = parts;
    const { config, own, remotes } = parts;
    this.#breakers = new Map(
      [...own, ...remotes].map(({ name }) => [
        name,
        new Breaker(config.upstreams[name]?.breaker ?? OWN.breaker),
      ]),
    );
  }

  /** Every model once, as the first upstream that has it tells it. */
  models(): readonly UpstreamModel[] {
    const { own, fleet, remotes } = this.#parts;
    const models = new Map<string, UpstreamModel>();
    const all = [
      ...own.flatMap((upstream) => upstream.models()),
      ...(fleet?.models() ?? []),
      ...remotes.flatMap((upstream) => upstream.models()),
    ];
    for (const model of all) if (!models.has(model.id)) models.set(model.id, model);
    return [...models.values()];
  }

  /**
   * @param now s since 1970, for the price
   * @param place where the answer was written that is continued
   */
  find(id: string, now: number, place?: string): readonly Route[] {
    const { config, own, fleet, remotes } = this.#parts;
    const replicas = fleet?.serving(id, place) ?? [];
    const routes = [
      ...this.#routesOf(own, id, now),
      ...replicas.map((replica) => this.#routeTo(replica, replicas.length, now)),
      ...this.#routesOf(remotes, id, now),
    ];
    const order = ownOf(config.routes, id);
    if (!order) return routes;
    return order.flatMap((name) => routes.filter(({ upstream }) => upstream.name === name));
  }

  /** Whether a service that has no replica just now had this model before. */
  isAway(id: string): boolean {
    return this.#parts.fleet?.hasSeen(id) ?? false;
  }

  breakers(): ReadonlyMap<string, Breaker> {
    return new Map([...this.#breakers, ...(this.#parts.fleet?.breakers() ?? [])]);
  }

  async close(): Promise<void> {
    const { own, fleet, remotes } = this.#parts;
    await Promise.all([...own, ...remotes].map((upstream) => upstream.close?.()));
    await fleet?.close();
  }

  #routesOf(upstreams: readonly Upstream[], id: string, now: number): Route[] {
    return upstreams.flatMap((upstream) => {
      const model = upstream.models().find((each) => each.id === id);
      return model ? [this.#route(upstream, model, now)] : [];
    });
  }

  #route(upstream: Upstream, model: UpstreamModel, now: number): Route {
    const { config } = this.#parts;
    const { name: place } = upstream;
    const { timeouts, retries } = config.upstreams[place] ?? OWN;
    const breaker = this.#breakers.get(place)!;
    const price = priceOf(config, place, model.id, now);
    return { upstream, place, model, breaker, timeouts, retries, price, isLive: () => true };
  }

  /** The next try is another replica's; one that stands alone is asked twice. */
  #routeTo(replica: Replica, replicas: number, now: number): Route {
    const { config } = this.#parts;
    const { place, model, breaker, name } = replica;
    const { timeouts } = config.services || OWN;
    const price = priceOf(config, name, model.id, now);
    const retries = replicas > 1 ? 0 : 1;
    const isLive = () => replica.isLive;
    return { upstream: replica, place, model, breaker, timeouts, retries, price, isLive };
  }
}
