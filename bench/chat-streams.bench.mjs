/**
 * Whether one server streams 1,000 chats at once: 1,000 answers of 50 pieces, followed over HTTP from a real `gigafactory up`,
 * written by an upstream of its gateway that says one piece of each every 500 ms. Each piece is durable before its reader sees it.
 * Run by `npx tsc -b && node bench/chat-streams.bench.mjs [CHATS]`.
 *
 * This program is upstream and reader both. From when it says a piece to when it reads it; CPU time and memory are those of `up`.
 * Every answer must come whole, with offsets from 1 without a gap.
 */
import { createServer } from 'node:http';
import { cpus, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { askAndFollow, startUp } from './up-process.mjs';

const CHATS = Number(process.argv[2] ?? 1000);
const PIECES = 50;
const EVERY_MS = 500;

/** How many answers the upstream is writing, and the most there were. */
let writing = 0;
let most = 0;
const upstream = createServer(async (request, response) => {
  for await (const _ of request);
  most = Math.max(most, ++writing);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  await pause(EVERY_MS * Math.random());
  for (let piece = 0; piece < PIECES; piece++) {
    await pause(EVERY_MS);
    send(response, { index: 0, delta: { content: `${performance.now()} ` }, finish_reason: null });
  }
  send(response, { index: 0, delta: {}, finish_reason: 'stop' });
  response.end('data: [DONE]\n\n');
  writing--;
});
await /** @type {Promise<void>} */ (
  new Promise((resolve) => {
    upstream.listen(0, '127.0.0.1', 4096, resolve);
  })
);
const address = /** @type {import('node:net').AddressInfo} */ (upstream.address());

/** @param {import('node:http').ServerResponse} response @param {object} choice */
function send(response, choice) {
  const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'talker' };
  response.write(`data: ${JSON.stringify({ ...chunk, choices: [choice] })}\n\n`);
}

const up = await startUp({
  ...{ file: 'examples/five-lines.yaml', port: 4791, answerer: 'talker' },
  gateway: `gateway: 1
upstreams:
  stub: { kind: openai, url: "http://127.0.0.1:${address.port}/v1", models: { talker: talker } }
prices:
  talker: [{ from: 2026-01-01, input: $0, output: $0, source: "this benchmark" }]
`,
});
/** @type {number[]} */
const late = [];
/** @type {number[]} */
const begun = [];
let refused = 0;
const allowed = `stub (127.0.0.1:${address.port})`;
const cpu = up.cpu();
const began = performance.now();
let memory = 0;
const watching = setInterval(() => {
  memory = Math.max(memory, up.memory());
}, 500);
try {
  await Promise.all(Array.from({ length: CHATS }, (_, chat) => follow(chat)));
} finally {
  clearInterval(watching);
  const took = (performance.now() - began) / 1000;
  const used = up.cpu() - cpu;
  const load = loadavg().map((each) => each.toFixed(1));
  console.log(`Node ${process.version}, ${cpus().length} cores, load ${load.join(' ')}`);
  console.log(`${CHATS} chats, ${most} of them written at once, ${refused} not whole`);
  console.log(`${late.length} pieces in ${took.toFixed(1)} s, ${used.toFixed(1)} s of CPU time`);
  console.log(`from asked to the first event: ${spread(begun)}`);
  console.log(`from said by the upstream to read: ${spread(late)}`);
  console.log(`memory, at most: ${(memory / 1e6).toFixed(0)} MB`);
  await up.close();
  upstream.closeAllConnections();
  upstream.close();
}

/** @param {number} chat */
async function follow(chat) {
  const asked = performance.now();
  let offset = 0;
  let pieces = 0;
  let last = '';
  const factory = { text: 'gigafactory: 1\n', file: 'factory.yaml' };
  const order = { text: `chat ${chat}`, parent: null, factory, model: 'talker', allowed };
  await askAndFollow(up, order, (event) => {
    if (event.offset !== ++offset) throw new Error(`${offset} is missing`);
    if (offset === 1) begun.push(performance.now() - asked);
    last = event.kind;
    if (event.kind !== 'text') return;
    for (const said of (event.delta ?? '').trim().split(' ')) {
      pieces++;
      late.push(performance.now() - Number(said));
    }
  });
  if (pieces === PIECES && last === 'end') return;
  refused++;
  if (refused < 4) console.log(`chat ${chat}: ${pieces} pieces, then ${last}`);
}

/** @param {number[]} numbers */
function spread(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    `${sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(0)} ms`;
  return `median ${at(0.5)}, 99 % ${at(0.99)}, most ${at(1)}`;
}
