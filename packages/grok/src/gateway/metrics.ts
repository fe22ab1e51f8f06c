import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Breaker } from './answer/breaker.ts';
import type { AnswerEntry } from './books/books.ts';

/** From a model in memory to one that thinks for a minute, s. */
const FIRST_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

interface Looked {
  readonly running: () => number;
  readonly breakers: () => ReadonlyMap<string, Breaker>;
}

/** What a gateway tells Prometheus; names and units are those of docs/metrics.md. Keys are not told apart. */
export class GatewayMetrics {
  readonly registry = new Registry();
  readonly #answers: Counter;
  readonly #refusals: Counter;
  readonly #tokens: Counter;
  readonly #cost: Counter;
  readonly #first: Histogram;
  readonly #failures: Counter;
  readonly #disputed: Counter;
  readonly #streams: Gauge;

  constructor({ running, breakers }: Looked) {
    const registers = [this.registry];
    const counter = (name: string, help: string, ...labelNames: string[]) =>
      new Counter({ name: `gigafactory_gateway_${name}`, help, labelNames, registers });
    this.#answers = counter('answers_total', 'Answers that ended.', 'face', 'model', 'status');
    this.#refusals = counter('refusals_total', 'Requests that were refused.', 'code');
    this.#tokens = counter('tokens_total', 'Tokens that answers used.', 'model', 'kind');
    this.#cost = counter('cost_dollars_total', 'What answers cost, tries in vain too.', 'model');
    this.#failures = counter('upstream_failures_total', 'Tries that failed.', 'upstream', 'code');
    this.#disputed = counter(
      'usage_estimated_total',
      'Answers whose upstream told no usage, or none that can be true.',
      'upstream',
    );
    this.#first = new Histogram({
      name: 'gigafactory_gateway_first_piece_seconds',
      help: 'From a request to the first piece of its answer.',
      labelNames: ['model'],
      buckets: FIRST_BUCKETS,
      registers,
    });
    this.#streams = new Gauge({
      name: 'gigafactory_gateway_streams',
      help: 'Clients that read a stream.',
      registers,
    });
    new Gauge({
      name: 'gigafactory_gateway_answers_running',
      help: 'Answers under way.',
      registers,
      collect() {
        this.set(running());
      },
    });
    new Gauge({
      name: 'gigafactory_gateway_upstream_paused',
      help: '1 while an upstream is left alone because it failed.',
      labelNames: ['upstream'],
      registers,
      collect() {
        // Replicas of services come and go.
        this.reset();
        for (const [upstream, { isOpen }] of breakers()) this.set({ upstream }, isOpen ? 1 : 0);
      },
    });
  }

  answered(entry: AnswerEntry): void {
    const { face, model, status, input, output, cost, lost, firstSeconds, upstream } = entry;
    this.#answers.inc({ face, model, status });
    this.#tokens.inc({ model, kind: 'input' }, input);
    this.#tokens.inc({ model, kind: 'output' }, output);
    if (cost + lost > 0) this.#cost.inc({ model }, cost + lost);
    if (firstSeconds !== undefined) this.#first.observe({ model }, firstSeconds);
    if (entry.isEstimated && upstream !== '') this.#disputed.inc({ upstream });
  }

  refused(code: string): void {
    this.#refusals.inc({ code });
  }

  failed(upstream: string, code: string): void {
    this.#failures.inc({ upstream, code });
  }

  /** @param change 1 for a reader that came, -1 for one that left */
  streams(change: 1 | -1): void {
    this.#streams.inc(change);
  }
}
