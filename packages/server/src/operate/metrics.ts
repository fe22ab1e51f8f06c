import { PROGRAM_VERSION } from '@gigafactory/core/base';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { JournalStore } from '../journal/index.ts';
import { RunGauges } from './run-gauges.ts';
import type { Runs } from './runs.ts';
import { ServiceGauges } from './services/service-gauges.ts';
import type { Services } from './services/services.ts';

export interface MetricsParts {
  readonly store: JournalStore;
  readonly runs: Runs;
  readonly services: Services;
  /** When this control plane took its folder, RFC 3339. */
  readonly since: string;
}

/** From a fast disk to a database that is far away and busy, s. */
const COMMIT_BUCKETS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15,
];

/**
 * What a control plane tells Prometheus, in its text format 0.0.4. Runs, nodes and the store are looked at when they
 * are asked for; names and units are those of docs/metrics.md.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #runs: Runs;
  readonly #gauges: RunGauges;
  readonly #services: Services;
  readonly #serviceGauges: ServiceGauges;

  constructor({ store, runs, services, since }: MetricsParts) {
    this.#runs = runs;
    this.#services = services;
    const registers = [this.#registry];
    this.#gauges = new RunGauges(registers);
    this.#serviceGauges = new ServiceGauges(registers);
    collectDefaultMetrics({ register: this.#registry });
    this.#tellOwn(since);
    this.#tellJournal(store);
  }

  /** The media type of `text`. */
  get type(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    this.#gauges.see(this.#runs.all());
    this.#serviceGauges.see(this.#services);
    return this.#registry.metrics();
  }

  #tellOwn(since: string): void {
    const registers = [this.#registry];
    new Gauge({
      name: 'gigafactory_build_info',
      help: 'Version of the control plane and of Node; always 1.',
      labelNames: ['version', 'node'],
      registers,
    }).set({ version: PROGRAM_VERSION, node: process.version }, 1);
    new Gauge({
      name: 'gigafactory_control_plane_start_time_seconds',
      help: 'When this control plane took its state folder, since 1970.',
      registers,
    }).set(Date.parse(since) / 1000);
  }

  #tellJournal(store: JournalStore): void {
    const registers = [this.#registry];
    const commits = new Histogram({
      name: 'gigafactory_journal_commit_seconds',
      help: 'How long the database took to make a commit durable.',
      buckets: COMMIT_BUCKETS,
      registers,
    });
    const lines = new Counter({
      name: 'gigafactory_journal_lines_total',
      help: 'Lines made durable by this control plane.',
      registers,
    });
    const orders = new Counter({
      name: 'gigafactory_orders_total',
      help: 'Orders of people that were made durable by this control plane.',
      registers,
    });
    const stalled = new Gauge({
      name: 'gigafactory_journal_stalled',
      help: '1 while the journal cannot be written, and nothing new is ordered.',
      registers,
    });
    store.subscribe({
      committed: (commit) => {
        commits.observe(commit.seconds);
        lines.inc(commit.lines);
        orders.inc(commit.orders);
      },
      troubled: () => stalled.set(1),
      recovered: () => stalled.set(0),
    });
    new Gauge({
      name: 'gigafactory_journal_pending_writes',
      help: 'Writes that are not durable yet.',
      registers,
      collect() {
        this.set(store.pending);
      },
    });
    new Gauge({
      name: 'gigafactory_journal_fence',
      help: 'Number of this writer; each control plane of a state folder has a higher one.',
      registers,
    }).set(store.fence);
  }
}
