/**
 * What the gateway adds to a first token while a thousand streams are open, how many requests a second it answers,
 * and whether its memory grows over 100,000; needs built packages (`npx tsc -b packages/server`). Without `--long` it
 * makes 10,000 requests, too few to say anything of memory.
 *
 * Method: three processes on this machine, speaking HTTP over loopback: a stub of a chat server, the gateway with its
 * books on disk and a key of a tier without limits, and this one, which asks. All three share the machine's cores.
 *
 * First token: 1,000 streams stand open through the gateway, each with a piece a second. Beside them requests are sent
 * one at a time, to the stub and through the gateway in turn; the time from sending to the first piece of text.
 * Medians, and their difference. Requests: 64 at once, not streamed, each with three pieces from the stub; wall time,
 * and CPU time of the gateway's process, which other work on the machine does not add to. The same requests are sent to
 * the stub alone, with CPU time of the stub and of this process: what of the machine is left to a gateway. Memory: of
 * the gateway after a collection, as the requests go on; finished answers are kept (10,000 at most), so it is full from
 * 20,000 on.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const STREAMS = 1000;
const PROBES = 400;
const AT_ONCE = 64;
const IS_LONG = process.argv.includes('--long');
const REQUESTS = IS_LONG ? 100_000 : 10_000;
const EACH = IS_LONG ? 20_000 : 5000;
const agent = new Agent({ keepAlive: true, maxSockets: 4 * STREAMS });
const SELF = fileURLToPath(import.meta.url);

/**
 * @typedef {{ child: import('node:child_process').ChildProcess, port: number }} Started
 * @typedef {{ cpu: number, heapUsed: number, rss: number }} Look
 * @typedef {{ first: number, leave: () => void, done: Promise<void> }} Answered
 */

/** @param {import('node:net').Server} server */
function portOf(server) {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

const [role, ...args] = process.argv.slice(2);
if (role === 'stub') await beStub();
else if (role === 'gateway') await beGateway(args[0] ?? '');
else await bench();

/** Answers at once with three pieces; the model `slow` with a piece a second for ever. */
async function beStub() {
  /** @param {string} content @param {string | null} [reason] */
  const piece = (content, reason = null) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: reason }] })}\n\n`;
  const usage = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } })}\n\n`;
  const whole = `${piece('a') + piece('b') + piece('c', 'stop') + usage}data: [DONE]\n\n`;
  /** @type {Set<import('node:http').ServerResponse>} */
  const slow = new Set();
  setInterval(() => {
    for (const response of slow) response.write(piece('a'));
  }, 1000);
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (data) => {
      body += data;
    });
    incoming.on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (!body.includes('"model":"slow"')) {
        response.end(whole);
        return;
      }
      response.write(piece('a'));
      slow.add(response);
      response.on('close', () => slow.delete(response));
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.(portOf(server)));
  process.on('message', tellLook);
}

/** Tells whoever asks what this process has used. */
function tellLook() {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  process.send?.({ cpu: cpuSeconds(), heapUsed, rss });
}

/** User and system time of this process, s. */
function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** @param {string} home */
async function beGateway(home) {
  const { createAdaptorServer } = await import('@hono/node-server');
  const { openGateway } = await import('@gigafactory/grok/gateway');
  const { openBooks } = await import('@gigafactory/server');
  const { openStateFolder } = await import('@gigafactory/server/state');
  const folder = openStateFolder(home);
  if (!folder.ok) throw new Error(folder.problems[0]?.message);
  const books = await openBooks(folder.value);
  const opened = await openGateway({
    ...{ home, upstreams: [], env: {}, isLocal: true, warn: console.error },
    ...(books.ok ? { books: books.value } : {}),
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const server = /** @type {import('node:http').Server} */ (
    createAdaptorServer({ fetch: opened.value.fetch })
  );
  server.listen(0, '127.0.0.1', () => process.send?.(portOf(server)));
  process.on('message', async (asked) => {
    if (asked === 'look') tellLook();
    else {
      server.closeAllConnections();
      await opened.value.close();
      process.exit(0);
    }
  });
}

async function bench() {
  const home = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  const stub = await start('stub');
  const models = '{ slow: slow, fast: fast }';
  const tier = 'requestsPerMinute: 1000000000, tokensPerMinute: 1000000000, parallel: 10000';
  const yaml = `gateway: 1
upstreams: { stub: { kind: vllm, url: "http://127.0.0.1:${stub.port}/v1", models: ${models} } }
tiers: { premium: { ${tier} } }
`;
  writeFileSync(join(home, 'gateway.yaml'), yaml);
  const { makeKey, keyFile } = await import('@gigafactory/grok/gateway');
  const made = makeKey({
    path: keyFile(home),
    name: 'bench',
    tier: 'premium',
    by: 'bench',
    now: new Date(),
  });
  if (!made.ok) throw new Error(made.problems[0]?.message);
  const gateway = await start('gateway', home);
  const headers = { authorization: `Bearer ${made.value.secret}` };
  console.log(
    `Node ${process.version}, ${cpus().length} cores: ${cpus()[0]?.model ?? 'unknown CPU'}`,
  );
  try {
    await firstTokens(stub, gateway, headers);
    await throughput(stub, gateway, headers);
  } finally {
    gateway.child.send('end');
    await new Promise((resolve) => gateway.child.once('exit', resolve));
    stub.child.kill();
    rmSync(home, { recursive: true });
  }
}

/** @param {string} kind @param {string[]} rest @returns {Promise<Started>} */
function start(kind, ...rest) {
  const child = fork(SELF, [kind, ...rest], { execArgv: ['--expose-gc'] });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${kind} ended with ${code}`)));
    child.once('message', (port) => {
      child.removeAllListeners('exit');
      resolve({ child, port: Number(port) });
    });
  });
}

/** @param {Started} process @returns {Promise<Look>} */
function look({ child }) {
  child.send('look');
  return new Promise((resolve) => child.once('message', resolve));
}

/**
 * @param {number} port @param {string} path @param {Record<string, string>} headers @param {object} body
 * @param {(data: string) => boolean} [isFirst] whether a piece of the answer is what was waited for
 * @returns {Promise<Answered>}
 */
function post(port, path, headers, body, isFirst) {
  const text = JSON.stringify(body);
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ host: '127.0.0.1', port, path, method: 'POST', agent },
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
          ...headers,
        },
      },
      (response) => {
        let first = Number.NaN;
        let all = '';
        response.setEncoding('utf8');
        response.on('data', (data) => {
          if (!isFirst) {
            all += data;
            return;
          }
          if (!Number.isNaN(first) || !isFirst(data)) return;
          first = performance.now() - from;
          if (response.statusCode === 200) resolve({ first, leave: () => sent.destroy(), done });
        });
        /** @type {Promise<void>} */
        const done = new Promise((over) => {
          for (const event of ['end', 'error', 'close']) response.on(event, () => over());
        });
        response.on('end', () => {
          if (response.statusCode !== 200) reject(new Error(`${response.statusCode}: ${all}`));
          else resolve({ first, leave: () => {}, done });
        });
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

/** @param {Started} stub @param {Started} gateway @param {Record<string, string>} headers */
async function firstTokens(stub, gateway, headers) {
  /** @param {string} model */
  const ask = (model) => ({ model, input: 'Say a, b and c.', stream: true });
  /** @param {string} data */
  const isText = (data) => data.includes('output_text.delta');
  /** @type {Answered[]} */
  const open = [];
  for (let from = 0; from < STREAMS; from += 50) {
    const more = Array.from({ length: 50 }, () =>
      post(gateway.port, '/v1/responses', headers, ask('slow'), isText),
    );
    open.push(...(await Promise.all(more)));
  }
  const chat = {
    model: 'fast',
    messages: [{ role: 'user', content: 'Say a, b and c.' }],
    stream: true,
  };
  /** @type {{ direct: number[], through: number[] }} */
  const times = { direct: [], through: [] };
  for (let probe = -50; probe < PROBES; probe++) {
    const direct = await post(stub.port, '/v1/chat/completions', {}, chat, (data) =>
      data.includes('delta'),
    );
    await direct.done;
    const through = await post(gateway.port, '/v1/responses', headers, ask('fast'), isText);
    await through.done;
    if (probe < 0) continue;
    times.direct.push(direct.first);
    times.through.push(through.first);
  }
  for (const stream of open) stream.leave();
  const [direct, through] = [quantiles(times.direct), quantiles(times.through)];
  console.log(
    `\n${STREAMS.toLocaleString('en')} streams open, ${PROBES} requests each way in turn`,
  );
  console.log('| to the first token | median | p90 | least |\n|---|---|---|---|');
  console.log(`| the stub itself | ${show(direct)} |\n| through the gateway | ${show(through)} |`);
  console.log(
    `The gateway adds ${((through[0] ?? 0) - (direct[0] ?? 0)).toFixed(2)} ms (median; aim 1 ms).`,
  );
}

/** @param {Started} stub @param {Started} gateway @param {Record<string, string>} headers */
async function throughput(stub, gateway, headers) {
  const chat = {
    model: 'fast',
    messages: [{ role: 'user', content: 'Say a, b and c.' }],
    stream: true,
  };
  const direct = () => post(stub.port, '/v1/chat/completions', {}, chat);
  await many(EACH / 10, direct);
  const [stubBefore, ownBefore, begun] = [await look(stub), cpuSeconds(), performance.now()];
  await many(EACH / 2, direct);
  const alone = (1000 * EACH) / 2 / (performance.now() - begun);
  const stubCpu = (2e6 * ((await look(stub)).cpu - stubBefore.cpu)) / EACH;
  const ownCpu = (2e6 * (cpuSeconds() - ownBefore)) / EACH;
  const body = { model: 'fast', input: 'Say a, b and c.' };
  await many(EACH / 10, () => post(gateway.port, '/v1/responses', headers, body));
  let before = await look(gateway);
  console.log(
    `\n${AT_ONCE} requests at once, not streamed; the stub itself: ${Math.round(alone).toLocaleString('en')} a second, ${Math.round(stubCpu)} µs of its CPU a request and ${Math.round(ownCpu)} µs of this process`,
  );
  console.log('| requests so far | requests a second | gateway CPU a request | heap | resident |');
  console.log('|---|---|---|---|---|');
  for (let done = EACH; done <= REQUESTS; done += EACH) {
    const from = performance.now();
    await many(EACH, () => post(gateway.port, '/v1/responses', headers, body));
    const seconds = (performance.now() - from) / 1000;
    const now = await look(gateway);
    const cpu = (1e6 * (now.cpu - before.cpu)) / EACH;
    const row = [
      done.toLocaleString('en'),
      Math.round(EACH / seconds).toLocaleString('en'),
      `${Math.round(cpu)} µs`,
      `${(now.heapUsed / 2 ** 20).toFixed(1)} MiB`,
      `${(now.rss / 2 ** 20).toFixed(0)} MiB`,
    ];
    console.log(`| ${row.join(' | ')} |`);
    before = now;
  }
}

/** @param {number} count @param {() => Promise<unknown>} once */
async function many(count, once) {
  let left = count;
  const work = async () => {
    while (left-- > 0) await once();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Median, p90 and least. @param {number[]} times */
function quantiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return [0.5, 0.9, 0].map(
    (share) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN,
  );
}

/** @param {number[]} times */
function show(times) {
  return times.map((time) => `${time.toFixed(2)} ms`).join(' | ');
}
