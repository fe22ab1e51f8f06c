#!/usr/bin/env node
// Speaks /health, /metrics, /v1/models and /v1/chat/completions as vLLM or SGLang do, and misbehaves as it is told:
//   server.fixture.mjs --host H --port P --model NAME [--dialect vllm|sglang] [--start MS] [--stubborn] [--mute] [--crash]
// POST /behave {health, delay, metrics, running, queue, kvUse, isStalled, tokenMs, dieAt, exit} changes how; GET /seen tells its
// version (the variable VERSION) and process.
import { createServer } from 'node:http';

const options = new Map();
for (let index = 2; index < process.argv.length; index++) {
  const name = process.argv[index].slice(2);
  const value = process.argv[index + 1];
  if (value === undefined || value.startsWith('--')) options.set(name, '');
  else options.set(name, process.argv[++index]);
}
const began = Date.now();
const sglang = options.get('dialect') === 'sglang';
const is = {
  health: 200, // a status; 0: never answers
  delay: 0, // ms before it answers
  metrics: 'good', // or 'broken', 'none', 'huge'
  running: 0,
  queue: 0,
  kvUse: 0,
  isStalled: false,
  tokenMs: 0, // before each piece of an answer
  dieAt: -1, // the piece of an answer in place of which it dies
};
let open = 0;
let tokens = 0;
let [ttftSum, ttftCount] = [0, 0];

setInterval(() => {
  if (is.isStalled) return;
  const busy = is.running + open;
  tokens += busy * 10;
  if (busy > 0) {
    ttftCount += busy;
    ttftSum += busy * 0.2;
  }
}, 100);

function metrics() {
  if (is.metrics === 'broken') return 'vllm:num_requests_running{a="b NaN\nrunning = 3\n<html>\n';
  if (is.metrics === 'huge') return 'x 1\n'.repeat(2_000_000);
  const label = `{model_name="${options.get('model')}"}`;
  const running = is.running + open;
  const names = sglang
    ? { running: 'num_running_reqs', queue: 'num_queue_reqs', kvUse: 'token_usage', at: 'sglang' }
    : {
        running: 'num_requests_running',
        queue: 'num_requests_waiting',
        kvUse: 'kv_cache_usage_perc',
        at: 'vllm',
      };
  const ttft = `${names.at}:time_to_first_token_seconds`;
  return [
    `# TYPE ${names.at}:${names.running} gauge`,
    `${names.at}:${names.running}${label} ${running}.0`,
    `${names.at}:${names.queue}${label} ${is.queue}.0`,
    `${names.at}:${names.kvUse}${label} ${is.kvUse}`,
    `${names.at}:generation_tokens_total${label} ${tokens}.0`,
    `${ttft}_bucket{le="0.1",model_name="m"} 0.0`,
    `${ttft}_bucket{le="0.25",model_name="m"} ${ttftCount}.0`,
    `${ttft}_bucket{le="+Inf",model_name="m"} ${ttftCount}.0`,
    `${ttft}_sum${label} ${ttftSum}`,
    `${ttft}_count${label} ${ttftCount}.0`,
    '',
  ].join('\n');
}

async function bodyOf(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return JSON.parse(text === '' ? '{}' : text);
}

function pass(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** An answer in pieces, as servers of the chat API stream it: which process it is. */
async function tell(response) {
  const words = ['I', ' am', ` ${process.pid}`];
  const piece = (choices, more = {}) =>
    response.write(
      `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices, ...more })}\n\n`,
    );
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  for (const [index, content] of words.entries()) {
    await pass(is.tokenMs);
    if (index === is.dieAt) process.exit(1);
    if (response.destroyed) return;
    piece([{ index: 0, delta: { content }, finish_reason: null }]);
  }
  piece([{ index: 0, delta: {}, finish_reason: 'stop' }]);
  piece([], { usage: { prompt_tokens: 3, completion_tokens: words.length } });
  response.end('data: [DONE]\n\n');
}

async function handle(request, response) {
  const { url } = request;
  const json = (value) => response.end(JSON.stringify(value));
  if (url === '/behave') {
    Object.assign(is, await bodyOf(request));
    json(is);
    if (is.exit !== undefined) setTimeout(() => process.exit(is.exit), 20);
    return;
  }
  if (url === '/seen') return json({ pid: process.pid, version: process.env.VERSION ?? '' });
  if (url === '/v1/chat/completions') {
    const { ms = 0, stream } = await bodyOf(request);
    open++;
    if (stream) await tell(response);
    else await pass(ms);
    open--;
    if (stream) return;
    return json({ choices: [{ message: { role: 'assistant', content: 'ok' } }] });
  }
  if (is.delay > 0) await pass(is.delay);
  if (url === '/v1/models') return json({ object: 'list', data: [{ id: options.get('model') }] });
  if (url === '/health') {
    if (is.health === 0) return;
    const hasStarted = Date.now() - began >= Number(options.get('start') ?? 0);
    response.statusCode = hasStarted ? is.health : 503;
    return response.end();
  }
  if (url === '/metrics' && is.metrics !== 'none') return response.end(metrics());
  response.statusCode = 404;
  response.end();
}

process.on('SIGTERM', () => {
  if (!options.has('stubborn')) process.exit(0);
});
if (options.has('crash')) process.exit(1);
if (options.has('mute')) setInterval(() => {}, 1e6);
else {
  createServer((request, response) => void handle(request, response)).listen(
    Number(options.get('port')),
    options.get('host'),
  );
}
