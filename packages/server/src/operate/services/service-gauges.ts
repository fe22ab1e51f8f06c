import { REPLICA_STATES, type ServiceSummary } from '@gigafactory/core/control-plane';
import { Gauge, type Registry } from 'prom-client';
import type { FoundService, Services } from './services.ts';

/** Services that have series of their own. */
const MOST_SERVICES = 200;

/** One value of each service, by its name. */
const OF_SUMMARY: Readonly<
  Record<string, readonly [help: string, read: (service: ServiceSummary) => number | null]>
> = {
  gigafactory_service_wanted_replicas: ['Replicas that are wanted.', ({ wanted }) => wanted],
  gigafactory_service_queue_requests: [
    'Requests that wait, as its servers say.',
    ({ queue }) => queue,
  ],
  gigafactory_service_running_requests: [
    'Requests that are answered, as its servers say.',
    ({ running }) => running,
  ],
  gigafactory_service_kv_cache_ratio: ['Mean use of KV caches, 0 to 1.', ({ kvUse }) => kvUse],
  gigafactory_service_first_token_seconds: [
    'Mean time to the first token over the last minute.',
    ({ ttft }) => ttft?.mean ?? null,
  ],
  gigafactory_service_token_seconds: [
    'Mean time between tokens over the last minute.',
    ({ tokenTime }) => tokenTime?.mean ?? null,
  ],
  gigafactory_service_tokens_per_second: [
    'Tokens a second over the last minute.',
    ({ tokensPerSecond }) => tokensPerSecond,
  ],
};

/** What Prometheus is told of services that live. */
export class ServiceGauges {
  readonly #replicas: Gauge;
  readonly #values: readonly (readonly [Gauge, (service: ServiceSummary) => number | null])[];

  constructor(registers: Registry[]) {
    const gauge = (name: string, help: string, ...labelNames: string[]) =>
      new Gauge({ name, help, labelNames, registers });
    this.#replicas = gauge(
      'gigafactory_service_replicas',
      'Replicas of a live service by state.',
      ...['service', 'state'],
    );
    this.#values = Object.entries(OF_SUMMARY).map(([name, [help, read]]) => [
      gauge(name, help, 'service'),
      read,
    ]);
  }

  /** Forgets what was told before, and tells what is. */
  see(services: Services): void {
    for (const gauge of [this.#replicas, ...this.#values.map(([each]) => each)]) gauge.reset();
    for (const summary of services.summaries().slice(0, MOST_SERVICES)) {
      const found = services.find(summary.service);
      if (found.ok && found.value.isLive) this.#seeOne(summary, found.value);
    }
  }

  #seeOne(summary: ServiceSummary, { unit, desk }: Extract<FoundService, { isLive: true }>): void {
    const { service } = summary;
    for (const state of REPLICA_STATES) this.#replicas.set({ service, state }, 0);
    for (const { state } of unit.detail(desk).replicas) this.#replicas.inc({ service, state });
    for (const [gauge, read] of this.#values) {
      const value = read(summary);
      if (value !== null) gauge.set({ service }, value);
    }
  }
}
