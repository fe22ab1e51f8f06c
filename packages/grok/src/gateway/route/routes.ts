import { Breaker } from '../answer/breaker.ts';
import type { Timeouts } from '../answer/watch.ts';
import { type Price, priceOf } from '../config/prices.ts';
import type { GatewayConfig } from '../config/shape.ts';
import type { Upstream, UpstreamModel } from '../upstream.ts';

/** A way to an answer: an upstream, with what is known of it. */
export interface Route {
  readonly upstream: Upstream;
  readonly model: UpstreamModel;
  readonly breaker: Breaker;
  readonly timeouts: Timeouts;
  /** Further tries. */
  readonly retries: number;
  readonly price: Price;
}

/** Of upstreams that are given from outside: those of this machine think for as long as they need. */
const OWN = {
  timeouts: { firstToken: 60, betweenTokens: 60, whole: 600 },
  retries: 0,
  breaker: { failures: 5, pause: 10 },
} as const;

/** Which upstreams answer for a model, in the order in which they are asked. */
export class Routes {
  readonly #config: GatewayConfig;
  readonly #upstreams: readonly Upstream[];
  readonly #breakers: ReadonlyMap<string, Breaker>;

  /** @param upstreams those of this machine first, then those of the file in its order */
  constructor(config: GatewayConfig, upstreams: readonly Upstream[]) {
    this.#config = config;
    this.#upstreams = upstreams;
    this.#breakers = new Map(
      upstreams.map(({ name }) => [
        name,
        new Breaker(config.upstreams[name]?.breaker ?? OWN.breaker),
      ]),
    );
  }

  /** Every model once, as the first upstream that has it tells it. */
  models(): readonly UpstreamModel[] {
    const models = new Map<string, UpstreamModel>();
    for (const upstream of this.#upstreams) {
      for (const model of upstream.models()) {
        if (!models.has(model.id)) models.set(model.id, model);
      }
    }
    return [...models.values()];
  }

  /** @param now s since 1970, for the price */
  find(id: string, now: number): readonly Route[] {
    const routes = this.#upstreams.flatMap((upstream) => {
      const model = upstream.models().find((each) => each.id === id);
      return model ? [this.#route(upstream, model, now)] : [];
    });
    const order = this.#config.routes[id];
    if (!order) return routes;
    return order.flatMap((name) => routes.filter(({ upstream }) => upstream.name === name));
  }

  breakers(): ReadonlyMap<string, Breaker> {
    return this.#breakers;
  }

  async close(): Promise<void> {
    await Promise.all(this.#upstreams.map((upstream) => upstream.close?.()));
  }

  #route(upstream: Upstream, model: UpstreamModel, now: number): Route {
    const { timeouts, retries } = this.#config.upstreams[upstream.name] ?? OWN;
    const breaker = this.#breakers.get(upstream.name)!;
    const price = priceOf(this.#config, upstream.name, model.id, now);
    return { upstream, model, breaker, timeouts, retries, price };
  }
}
