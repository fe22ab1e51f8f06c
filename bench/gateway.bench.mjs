/**
 * What the gateway adds to a first token while a thousand streams are open, how many requests a second it answers,
 * and whether its memory grows over 100,000; needs built packages (`npx tsc -b packages/server`). Without `--long` it
 * makes few requests, too few to say anything of memory.
 *
 * Method: four processes on this machine, speaking HTTP over loopback: a stub of a chat server and this program, which
 * asks, both on bare sockets so that they cost little; the gateway with its books on disk and a key of a tier without
 * limits; and for comparison a bare proxy, which does nothing but hand on bytes by Node's own server and client: no
 * gateway made of these can cost less. All share the machine's cores.
 *
 * First token: 1,000 streams stand open through the proxy, then through the gateway, each with a piece a second. Beside
 * them requests are sent one at a time, to the stub and to the other in turn; the time from sending to the first piece
 * of text. Requests: 64 at once, three pieces from the stub each, to the stub, the proxy and the gateway in turn, 5 times;
 * medians, and CPU time of each process, which other work on the machine lengthens but does not take part in. Memory: of
 * the gateway after a collection, as the requests go on; finished answers are kept (10,000 at most), so it is full from
 * there on.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Line, requestBytes } from './raw-http.mjs';

const STREAMS = 1000;
const PROBES = 400;
const AT_ONCE = 64;
const ROUNDS = 5;
const EACH = 2000;
const IS_LONG = process.argv.includes('--long');
const LONG = 100_000;
const LOOK_EVERY = 10_000;
const PARTS = fileURLToPath(new URL('gateway-parts.mjs', import.meta.url));

/**
 * @typedef {{ child: import('node:child_process').ChildProcess, port: number }} Part
 * @typedef {{ name: string, part: Part, bytes: Buffer, first: string, slow?: Buffer }} Target
 */

const home = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
const stub = await start('stub');
const proxy = await start('proxy', `${stub.port}`);
const secret = await configure();
const gateway = await start('gateway', home);
console.log(
  `Node ${process.version}, ${cpus().length} cores: ${cpus()[0]?.model ?? 'unknown CPU'}`,
);
try {
  const targets = allTargets();
  await firstTokens(targets);
  await throughput(targets);
  if (IS_LONG) await memory(targets.whole);
} finally {
  gateway.child.send('end');
  await new Promise((resolve) => gateway.child.once('exit', resolve));
  for (const { child } of [stub, proxy]) child.kill();
  rmSync(home, { recursive: true });
}

/** The secret of a key for a gateway whose upstream is the stub. */
async function configure() {
  const models = '{ slow: slow, fast: fast }';
  const tier = 'requestsPerMinute: 1000000000, tokensPerMinute: 1000000000, parallel: 10000';
  const yaml = `gateway: 1
upstreams: { stub: { kind: vllm, url: "http://127.0.0.1:${stub.port}/v1", models: ${models} } }
tiers: { premium: { ${tier} } }
`;
  writeFileSync(join(home, 'gateway.yaml'), yaml);
  const { makeKey, keyFile } = await import('@gigafactory/grok/gateway');
  const order = { path: keyFile(home), name: 'bench', tier: /** @type {const} */ ('premium') };
  const made = makeKey({ ...order, by: 'bench', now: new Date() });
  if (!made.ok) throw new Error(made.problems[0]?.message);
  return made.value.secret;
}

/** @param {string} kind @param {string[]} rest @returns {Promise<Part>} */
function start(kind, ...rest) {
  const child = fork(PARTS, [kind, ...rest], { execArgv: ['--expose-gc'] });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${kind} ended with ${code}`)));
    child.once('message', (port) => {
      child.removeAllListeners('exit');
      resolve({ child, port: Number(port) });
    });
  });
}

/** User and system time that a process has taken, µs. @param {Part} part @returns {Promise<number>} */
function cpuOf({ child }) {
  child.send('cpu');
  return new Promise((resolve) => {
    child.once('message', (/** @type {NodeJS.CpuUsage} */ { user, system }) =>
      resolve(user + system),
    );
  });
}

/** @param {Part} part @returns {Promise<NodeJS.MemoryUsage>} */
function memoryOf({ child }) {
  child.send('memory');
  return new Promise((resolve) => child.once('message', resolve));
}

function allTargets() {
  const messages = [{ role: 'user', content: 'Say a, b and c.' }];
  /** @param {string} model */
  const chat = (model) =>
    requestBytes('/v1/chat/completions', {}, { model, messages, stream: true });
  const headers = { authorization: `Bearer ${secret}` };
  /** @param {string} model @param {boolean} stream */
  const ask = (model, stream) =>
    requestBytes('/v1/responses', headers, { model, input: 'Say a, b and c.', stream });
  const [byChat, byGateway] = ['"delta"', 'output_text.delta'];
  return {
    direct: { name: 'the stub itself', part: stub, bytes: chat('fast'), first: byChat },
    bare: {
      ...{ name: 'a bare proxy', part: proxy, bytes: chat('fast'), first: byChat },
      slow: chat('slow'),
    },
    streamed: {
      ...{ name: 'the gateway, streamed', part: gateway, bytes: ask('fast', true) },
      ...{ first: byGateway, slow: ask('slow', true) },
    },
    whole: { name: 'the gateway, whole', part: gateway, bytes: ask('fast', false), first: '' },
  };
}

/** @param {Record<'direct' | 'bare' | 'streamed', Target>} targets */
async function firstTokens({ direct, bare, streamed }) {
  const few = `${STREAMS.toLocaleString('en')} streams open, ${PROBES} requests each way in turn`;
  console.log(`\n${few}\n| to the first token | median | p90 | least |\n|---|---|---|---|`);
  for (const target of [bare, streamed]) {
    const open = await openStreams(target);
    const lines = [direct, target].map(({ part }) => new Line(part.port));
    /** @type {number[][]} */
    const times = [[], []];
    for (let probe = -50; probe < PROBES; probe++) {
      for (const [index, { bytes, first }] of [direct, target].entries()) {
        const time = (await lines[index]?.ask(bytes, { first })) ?? Number.NaN;
        if (probe >= 0) times[index]?.push(time);
      }
    }
    for (const line of [...open, ...lines]) line.close();
    const [own, through] = times.map(quantiles);
    console.log(`| ${direct.name} | ${show(own)} |\n| ${target.name} | ${show(through)} |`);
    const added = ((through?.[0] ?? 0) - (own?.[0] ?? 0)).toFixed(2);
    console.log(`| ${target.name} adds | **${added} ms** (aim of the gateway: 1 ms) | | |`);
  }
}

/** @param {Target} target */
async function openStreams({ part, slow, first }) {
  if (!slow) return [];
  const lines = Array.from({ length: STREAMS }, () => new Line(part.port));
  for (let from = 0; from < STREAMS; from += 50) {
    const more = lines.slice(from, from + 50);
    await Promise.all(more.map((line) => line.ask(slow, { first, endless: true })));
  }
  return lines;
}

/** @param {Record<string, Target>} targets */
async function throughput(targets) {
  const rows = Object.values(targets).map((target) => ({ target, rounds: [[0, 0, 0, 0]] }));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { target, rounds } of rows) {
      const measured = await many(target, EACH);
      // The first does not count.
      if (round === 0) rounds.length = 0;
      else rounds.push(measured);
    }
  }
  console.log(
    `\n${AT_ONCE} requests at once, medians of ${ROUNDS} rounds of ${EACH.toLocaleString('en')}; CPU time a request`,
  );
  console.log('| | requests a second | its own process | the stub | who asks |');
  console.log('|---|---|---|---|---|');
  for (const { target, rounds } of rows) {
    const [rate = 0, ...times] = [0, 1, 2, 3].map(
      (column) => quantiles(rounds.map((round) => round[column] ?? Number.NaN))[0] ?? Number.NaN,
    );
    const cells = times.map((time) => `${Math.round(time)} µs`);
    const whole = Math.round(rate).toLocaleString('en');
    console.log(`| ${target.name} | ${whole} | ${cells.join(' | ')} |`);
  }
}

/** Requests a second, and CPU time a request of the target, the stub and this process, µs. @param {Target} target @param {number} count */
async function many({ part, bytes }, count) {
  const lines = Array.from({ length: AT_ONCE }, () => new Line(part.port));
  const before = [await cpuOf(part), await cpuOf(stub)];
  const [own, from] = [process.cpuUsage(), performance.now()];
  let left = count;
  const work = async (/** @type {Line} */ line) => {
    while (left-- > 0) await line.ask(bytes);
  };
  await Promise.all(lines.map(work));
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(own);
  const after = [await cpuOf(part), await cpuOf(stub)];
  for (const line of lines) line.close();
  const times = after.map((cpu, index) => (cpu - (before[index] ?? 0)) / count);
  return [count / seconds, ...times, (user + system) / count];
}

/** @param {Target} target */
async function memory(target) {
  console.log('\n| requests so far | heap | resident |\n|---|---|---|');
  for (let done = LOOK_EVERY; done <= LONG; done += LOOK_EVERY) {
    await many(target, LOOK_EVERY);
    const { heapUsed, rss } = await memoryOf(target.part);
    const [heap, resident] = [heapUsed, rss].map((size) => `${(size / 2 ** 20).toFixed(1)} MiB`);
    console.log(`| ${done.toLocaleString('en')} | ${heap} | ${resident} |`);
  }
}

/** Median, p90 and least. @param {number[]} times */
function quantiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return [0.5, 0.9, 0].map(
    (share) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN,
  );
}

/** @param {number[]} [times] */
function show(times = []) {
  return times.map((time) => `${time.toFixed(2)} ms`).join(' | ');
}
