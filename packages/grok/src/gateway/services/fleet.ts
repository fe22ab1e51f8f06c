import type { LiveEndpoint } from '@gigafactory/core/control-plane';
import type { Breaker } from '../answer/breaker.ts';
import type { ServicesConfig } from '../config/shape.ts';
import type { UpstreamModel } from '../upstream.ts';
import { Replica } from './replica.ts';

/** The replicas that take requests now; undefined while no control plane can be asked. */
export type LookAtServices = () => Promise<readonly LiveEndpoint[] | undefined>;

export interface FleetParts {
  readonly config: ServicesConfig;
  readonly look: LookAtServices;
  /** ms since 1970. */
  readonly now: () => number;
  /** Hears what only an operator can mend. */
  readonly warn: (message: string) => void;
}

const LOOK_MS = 1000;
/** A control plane that has not answered for so long is one that cannot be asked, ms. */
const PATIENCE_MS = 5000;
/** So many more requests than the least busy one a replica may have and still go on with its conversation. */
const SLACK = 4;

/**
 * The replicas of live services, as the control plane tells once a second. Servers outlive their control plane: while
 * none can be asked the replicas that were told last go on, but for those that fail.
 */
export class ServiceFleet {
  readonly #parts: FleetParts;
  #replicas = new Map<string, Replica>();
  /** Models that were ever live here. */
  readonly #known = new Set<string>();
  #isTold = false;
  /** What was warned of last: told once, not every second. */
  #warned: string | undefined;
  #lookedAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: FleetParts) {
    this.#parts = parts;
  }

  /** Looks once, for a moment at most, and then every second until it is closed. */
  async open(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const moment = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([this.look(), moment]);
    clearTimeout(timer);
    this.#timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  /** Asks which replicas there are, unless it is still being told. */
  async look(): Promise<void> {
    const { look, now, warn } = this.#parts;
    if (this.#lookedAt !== undefined) {
      if (now() - this.#lookedAt > PATIENCE_MS) this.#isTold = false;
      return;
    }
    this.#lookedAt = now();
    try {
      const endpoints = await look();
      this.#isTold = endpoints !== undefined;
      if (endpoints) this.#take(endpoints);
      this.#warned = undefined;
    } catch (error) {
      this.#isTold = false;
      const warning = `The services cannot be looked at: ${String(error)}`;
      if (warning !== this.#warned) warn(warning);
      this.#warned = warning;
    } finally {
      this.#lookedAt = undefined;
    }
  }

  /** Every model that is live. */
  models(): readonly UpstreamModel[] {
    return this.#usable().map(({ model }) => model);
  }

  /**
   * Replicas that serve a model, the one with the fewest requests first.
   *
   * @param place of the replica that knows the conversation: its caches are worth a few requests more
   */
  serving(model: string, place?: string): readonly Replica[] {
    const serving = this.#usable()
      .filter((replica) => replica.model.id === model)
      .toSorted((a, b) => a.load - b.load || a.asked - b.asked);
    const least = serving[0]?.load ?? 0;
    const known = serving.find((each) => each.place === place && each.load <= least + SLACK);
    return known ? [known, ...serving.filter((each) => each !== known)] : serving;
  }

  /** Whether a model was live, and may be again. */
  hasSeen(model: string): boolean {
    return this.#known.has(model);
  }

  breakers(): ReadonlyMap<string, Breaker> {
    return new Map([...this.#replicas.values()].map(({ place, breaker }) => [place, breaker]));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#replicas.values()].map((replica) => replica.close()));
  }

  /** A replica that fails while nobody can say whether it lives is taken for dead. */
  #usable(): Replica[] {
    const all = [...this.#replicas.values()];
    return this.#isTold ? all : all.filter(({ breaker }) => !breaker.isOpen);
  }

  #take(endpoints: readonly LiveEndpoint[]): void {
    const { config, now } = this.#parts;
    const replicas = new Map<string, Replica>();
    for (const endpoint of endpoints) {
      const { service, replica, model, url, version } = endpoint;
      if (config.only && !config.only.includes(service)) continue;
      const identity = JSON.stringify([replica, url, model, version]);
      const known = this.#replicas.get(identity);
      known?.tell(endpoint);
      replicas.set(identity, known ?? new Replica(endpoint, config, now() / 1000));
      this.#known.add(model);
    }
    for (const [identity, replica] of this.#replicas) {
      if (!replicas.has(identity)) replica.leave();
    }
    this.#replicas = replicas;
  }
}
