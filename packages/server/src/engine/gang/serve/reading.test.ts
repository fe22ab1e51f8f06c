import { describe, expect, it } from 'vitest';
import { readMetrics } from './metrics-text.ts';
import { latencyBetween, readServer } from './reading.ts';
import { LoadWindow } from './window.ts';

/** As vLLM 0.10 prints them, shortened. */
const VLLM = `# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="m"} 3.0
vllm:num_requests_running{engine="1",model_name="m"} 2.0
vllm:num_requests_waiting{engine="0",model_name="m"} 7.0
vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
vllm:kv_cache_usage_perc{engine="1",model_name="m"} 0.75
vllm:generation_tokens_total{engine="0",model_name="m"} 1.5e+03
vllm:time_to_first_token_seconds_bucket{engine="0",le="0.1",model_name="m"} 10.0
vllm:time_to_first_token_seconds_bucket{engine="0",le="0.5",model_name="m"} 20.0
vllm:time_to_first_token_seconds_bucket{engine="0",le="+Inf",model_name="m"} 20.0
vllm:time_to_first_token_seconds_count{engine="0",model_name="m"} 20.0
vllm:time_to_first_token_seconds_sum{engine="0",model_name="m"} 4.0
vllm:inter_token_latency_seconds_count{engine="0",model_name="m"} 100.0
vllm:inter_token_latency_seconds_sum{engine="0",model_name="m"} 2.5
`;

/** As SGLang's documentation has them. */
const SGLANG = `sglang:num_running_reqs{model_name="a/b"} 11.0
sglang:num_queue_reqs{model_name="a/b"} 4.0
sglang:token_usage{model_name="a/b"} 0.28
sglang:generation_tokens_total{model_name="a/b"} 7.557572e+06
sglang:time_to_first_token_seconds_sum{model_name="a/b"} 2.35
sglang:time_to_first_token_seconds_count{model_name="a/b"} 11.0
sglang:time_per_output_token_seconds_sum{model_name="a/b"} 0.5
sglang:time_per_output_token_seconds_count{model_name="a/b"} 10.0
`;

/** As a gateway of ours prints them, shortened. */
const GATEWAY = `gigafactory_gateway_answers_running 2
gigafactory_gateway_first_piece_seconds_sum{model="grok"} 3.5
gigafactory_gateway_first_piece_seconds_count{model="grok"} 10
`;

const NOTHING = {
  ...{ queue: undefined, running: undefined, kvUse: undefined },
  ...{ tokens: undefined, ttft: undefined, tokenTime: undefined },
};

describe('metrics that say nothing', () => {
  it.each([
    ['nothing', ''],
    ['a page', '<html>\n<body>\n404\n'],
    ['other names', 'process_cpu_seconds_total 3\n'],
    ['no numbers', 'vllm:num_requests_running{a="b"} x\nvllm:num_requests_waiting NaN\n'],
    ['labels without an end', 'vllm:num_requests_running{a="b 3\n'],
    ['counts that cannot be', 'vllm:num_requests_running -1\nsglang:num_queue_reqs +Inf\n'],
    ['a share that is none', 'sglang:token_usage 28\n'],
    ['a histogram without a count', 'vllm:time_to_first_token_seconds_sum 3\n'],
  ])('are read as such: %s', (_, text) => {
    expect(readServer(text)).toEqual(NOTHING);
  });

  it('do not keep a good line from being read', () => {
    expect(readServer(`}{ 3\n${SGLANG}\u0000`).running).toBe(11);
  });
});

describe('metrics', () => {
  it('are read with labels that hold anything', () => {
    expect(readMetrics('a{b="x\\"}, c=\\\\",d=""} 2 1700000000\n')).toEqual([
      { name: 'a', labels: { b: 'x"}, c=\\', d: '' }, value: 2 },
    ]);
  });

  it('of vLLM are summed over engines, the fullest cache counting', () => {
    expect(readServer(VLLM)).toMatchObject({ running: 5, queue: 7, kvUse: 0.75, tokens: 1500 });
    expect(readServer(VLLM.replace('kv_cache', 'gpu_cache'))).toMatchObject({ kvUse: 0.75 });
  });

  it('of SGLang are read', () => {
    expect(readServer(SGLANG)).toMatchObject({ running: 11, queue: 4, kvUse: 0.28 });
    expect(readServer(SGLANG).tokenTime).toMatchObject({ sum: 0.5, count: 10 });
  });

  it('of our own gateway are read', () => {
    expect(readServer(GATEWAY)).toMatchObject({ running: 2, ttft: { sum: 3.5, count: 10 } });
  });

  it('say times between two looks, with the percentile from buckets', () => {
    const { ttft } = readServer(VLLM);
    expect(latencyBetween(undefined, ttft)).toEqual({ mean: 0.2, p95: expect.closeTo(0.46, 9) });
    const before = readServer(
      VLLM.replace(
        '20.0\nvllm:time_to_first_token_seconds_sum',
        '10.0\nvllm:time_to_first_token_seconds_sum',
      )
        .replace('le="0.5",model_name="m"} 20.0', 'le="0.5",model_name="m"} 10.0')
        .replace('le="+Inf",model_name="m"} 20.0', 'le="+Inf",model_name="m"} 10.0')
        .replace('_sum{engine="0",model_name="m"} 4.0', '_sum{engine="0",model_name="m"} 1.0'),
    );
    // Ten more, all of them between 0.1 and 0.5 s, in 3 s together.
    expect(latencyBetween(before.ttft, ttft)).toEqual({ mean: 0.3, p95: expect.closeTo(0.48, 9) });
    expect(latencyBetween(ttft, ttft)).toBeUndefined();
    expect(latencyBetween(ttft, before.ttft)).toBeUndefined();
    expect(latencyBetween(undefined, readServer(SGLANG).ttft)).toMatchObject({ p95: null });
  });
});

describe('the load of the last minute', () => {
  const at = (tokens: number) => ({ ...NOTHING, tokens, running: 1 });

  it('is nothing before a reading, and once the last is old', () => {
    const window = new LoadWindow();
    expect(window.load(0)).toMatchObject({ running: null, tokensPerSecond: null });
    window.add(0, at(10));
    expect(window.load(1e6)).toMatchObject({ running: 1, tokensPerSecond: null });
    expect(window.load(16e6)).toMatchObject({ running: null });
  });

  it('forgets what is older, and a server that began anew', () => {
    const window = new LoadWindow();
    for (let second = 0; second <= 100; second++) window.add(second * 1e6, at(second * 5));
    expect(window.load(100e6).tokensPerSecond).toBe(5);
    window.add(101e6, at(0));
    window.add(102e6, at(50));
    expect(window.load(102e6).tokensPerSecond).toBe(50);
  });
});
