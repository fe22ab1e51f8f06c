import { readMetrics, type Sample } from './metrics-text.ts';

/** A histogram as it stands, from its start. */
export interface Times {
  /** s. */
  readonly sum: number;
  readonly count: number;
  /** Upper bounds, s, with how many were within each; the last is without bound. */
  readonly buckets: readonly (readonly [bound: number, count: number])[];
}

/** What the metrics of a server say of it at one moment; undefined where they do not. */
export interface Reading {
  readonly queue: number | undefined;
  readonly running: number | undefined;
  /** Of the KV cache, 0 to 1. */
  readonly kvUse: number | undefined;
  /** Generated since the server began. */
  readonly tokens: number | undefined;
  readonly ttft: Times | undefined;
  readonly tokenTime: Times | undefined;
}

/**
 * Names of vLLM 0.6 to 0.32 and of SGLang 0.4 and 0.5 in their documentation, and of our own gateway; the newer name of
 * two comes first. A server of another make is read too if it uses them.
 */
const NAMES = {
  queue: ['vllm:num_requests_waiting', 'sglang:num_queue_reqs'],
  running: [
    'vllm:num_requests_running',
    'sglang:num_running_reqs',
    'gigafactory_gateway_answers_running',
  ],
  kvUse: ['vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc', 'sglang:token_usage'],
  tokens: ['vllm:generation_tokens_total', 'sglang:generation_tokens_total'],
  ttft: [
    'vllm:time_to_first_token_seconds',
    'sglang:time_to_first_token_seconds',
    'gigafactory_gateway_first_piece_seconds',
  ],
  tokenTime: [
    'vllm:inter_token_latency_seconds',
    'vllm:time_per_output_token_seconds',
    'sglang:inter_token_latency_seconds',
    'sglang:time_per_output_token_seconds',
  ],
} as const;

/** Reads what a server says. Counts that no server can have, below 0 or not finite, count as not said. */
export function readServer(text: string): Reading {
  const samples = new Map<string, Sample[]>();
  for (const sample of readMetrics(text)) {
    const own = samples.get(sample.name);
    if (own) own.push(sample);
    else samples.set(sample.name, [sample]);
  }
  const of = (names: readonly string[], fold: (values: number[]) => number) => {
    for (const name of names) {
      const values = (samples.get(name) ?? []).map(({ value }) => value);
      const value = values.length === 0 ? undefined : fold(values);
      if (value !== undefined && Number.isFinite(value) && value >= 0) return value;
    }
    return undefined;
  };
  const kvUse = of(NAMES.kvUse, (values) => Math.max(...values));
  return {
    queue: of(NAMES.queue, sum),
    running: of(NAMES.running, sum),
    // A use above 1 is no share: the server means something else by it.
    kvUse: kvUse !== undefined && kvUse <= 1 ? kvUse : undefined,
    tokens: of(NAMES.tokens, sum),
    ttft: timesOf(samples, NAMES.ttft),
    tokenTime: timesOf(samples, NAMES.tokenTime),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

type Samples = ReadonlyMap<string, readonly Sample[]>;

function timesOf(samples: Samples, names: readonly string[]): Times | undefined {
  for (const name of names) {
    const [total, count] = [`${name}_sum`, `${name}_count`].map((each) =>
      samples.get(each)?.map(({ value }) => value),
    );
    if (!total || !count) continue;
    const times = { sum: sum(total), count: sum(count), buckets: bucketsOf(samples, name) };
    if (Number.isFinite(times.sum) && times.sum >= 0 && times.count >= 0) return times;
  }
  return undefined;
}

/** Those of all labels together, by bound. */
function bucketsOf(samples: Samples, name: string): (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const { labels, value } of samples.get(`${name}_bucket`) ?? []) {
    const { le = '' } = labels;
    const bound = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
    if (le === '' || Number.isNaN(bound)) continue;
    counts.set(bound, (counts.get(bound) ?? 0) + value);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

/** A time over some while. */
export interface Latency {
  /** s. */
  readonly mean: number;
  /** s; null where no buckets say. */
  readonly p95: number | null;
}

/** What came between two looks; undefined if nothing did, or the server began anew in between. */
export function latencyBetween(
  from: Times | undefined,
  to: Times | undefined,
): Latency | undefined {
  if (!to) return undefined;
  const count = to.count - (from?.count ?? 0);
  const total = to.sum - (from?.sum ?? 0);
  if (count <= 0 || total < 0) return undefined;
  const before = new Map(from?.buckets ?? []);
  const buckets = to.buckets.map(
    ([bound, all]) => [bound, all - (before.get(bound) ?? 0)] as const,
  );
  return { mean: total / count, p95: quantile(buckets, 0.95 * count) };
}

/** Linear within a bucket, as Prometheus does it; null beyond the last bound. */
function quantile(buckets: readonly (readonly [number, number])[], rank: number): number | null {
  let [lower, below] = [0, 0];
  for (const [bound, count] of buckets) {
    if (count >= rank) {
      if (!Number.isFinite(bound)) return null;
      return count === below ? bound : lower + ((bound - lower) * (rank - below)) / (count - below);
    }
    [lower, below] = [bound, count];
  }
  return null;
}
