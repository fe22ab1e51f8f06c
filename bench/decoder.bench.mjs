/**
 * How fast a model answers: the embedded decoder, and llama.cpp by `node-llama-cpp` with the same weights where that is
 * installed (here, or in the folder that GIGAFACTORY_LLAMA names). Needs a build (`npx tsc -b packages/grok`).
 *
 * Two models of random weights: nano (that of validation/real-run/factory.yaml) and one of 4 layers of 144 with a vocabulary of 650.
 * llama.cpp has 32-bit weights and cache as the embedded decoder has, and one thread.
 *
 * Method: rounds of all cases in turn. A round generates 120 tokens greedily from a prompt of 8, in one text or in eight at
 * once, or reads a prompt of 120 tokens and generates one. Time is user and system time of the process with all its
 * threads; tokens are those generated, or read. The first round does not count; medians of the others, with the slowest and
 * the fastest. By the clock, for cases on several threads, the fastest round: it tells only where cores are free.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cpuUsage } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { serveByLlama, serveHere, serveInThreads } from '../packages/grok/dist/servers/index.js';
import { layOut, toConfig } from '../packages/trainer/dist/decoder/index.js';
import { Tokenizer } from '../packages/trainer/dist/tokenizer/index.js';

const ROUNDS = 9;
const [PROMPT, GROWN, STREAMS] = [8, 120, 8];
const SEQUENCE = 256;
const END = 0;
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const LLAMA = join(
  process.env.GIGAFACTORY_LLAMA ?? ROOT,
  'node_modules/node-llama-cpp/dist/index.js',
);

const heads = { layers: 4, heads: 4, kvHeads: 2, tied: true };
const SHAPES = {
  nano: { ...heads, hidden: 128, headSize: 32, feedForward: 352, vocabulary: 512 },
  'hidden 144': { ...heads, hidden: 144, headSize: 36, feedForward: 384, vocabulary: 650 },
};

let seed = 1;
/** Uniform in (0, 1): Lehmer's generator, the same in each run. */
function next() {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647;
}

/** @param {import('../packages/trainer/dist/decoder/index.js').DecoderShape} shape */
function makeModel(shape) {
  const layout = layOut(shape);
  const weights = new Float32Array(layout.size);
  for (const { name, offset, size } of layout.weights)
    for (let at = offset; at < offset + size; at++)
      weights[at] = name.endsWith('norm.weight') ? 0.5 + next() : (next() - 0.5) * 0.3;
  // Merges of any two tokens: what tokens stand for plays no part.
  /** @type {[number, number][]} */
  const merges = Array.from({ length: shape.vocabulary - 257 }, (_, at) => [
    1 + (at % 256),
    1 + at,
  ]);
  const tokenizer = new Tokenizer(merges);
  const config = toConfig(shape, SEQUENCE);
  const vocabulary = {
    size: shape.vocabulary,
    end: END,
    bytesOf: (/** @type {number} */ token) => tokenizer.bytesOf(token),
  };
  return { shape, sequence: SEQUENCE, layout, weights, tokenizer, config, vocabulary };
}

/**
 * @template Value
 * @param {import('@gigafactory/core/base').Result<Value>} result
 */
function served(result) {
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
}

/** @typedef {import('../packages/grok/dist/servers/index.js').ModelServer} ModelServer */

/** @param {ModelServer} server @param {number} length @param {number} mostTokens */
async function grow(server, length, mostTokens) {
  const prompt = Array.from({ length }, () => 1 + Math.floor(next() * 500));
  let tokens = 0;
  for await (const _ of server.generate({ prompt, mostTokens, temperature: 0 })) tokens++;
  return tokens;
}

/**
 * Tokens that a round counts.
 * @type {Record<string, (server: ModelServer) => Promise<number>>}
 */
const CASES = {
  'one text': (server) => grow(server, PROMPT, GROWN),
  'eight texts': async (server) => {
    const texts = Array.from({ length: STREAMS }, () => grow(server, PROMPT, GROWN));
    return (await Promise.all(texts)).reduce((sum, tokens) => sum + tokens, 0);
  },
  'reading a prompt': async (server) => {
    await grow(server, GROWN, 1);
    return GROWN;
  },
};

/** @param {number[]} values */
function median(values) {
  return (
    values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
  );
}

for (const [name, shape] of Object.entries(SHAPES)) {
  const model = makeModel(shape);
  const named = { name, ...model };
  /** @type {Record<string, ModelServer>} */
  const servers = {
    embedded: served(await serveHere(named, STREAMS)),
    'embedded, one thread of its own': served(await serveInThreads(named, { threads: 1 })),
    'embedded, two threads': served(await serveInThreads(named, { threads: 2 })),
  };
  if (existsSync(LLAMA))
    servers['llama.cpp'] = served(
      await serveByLlama(name, model, { module: pathToFileURL(LLAMA).href, streams: STREAMS }),
    );
  /** @type {Map<string, { cpu: number[], clock: number[] }>} */
  const measured = new Map();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [server, answers] of Object.entries(servers)) {
      for (const [what, run] of Object.entries(CASES)) {
        const [before, start] = [cpuUsage(), performance.now()];
        const tokens = await run(answers);
        const { user, system } = cpuUsage(before);
        const row = measured.get(`${server}: ${what}`) ?? { cpu: [], clock: [] };
        measured.set(`${server}: ${what}`, row);
        if (round === 0) continue;
        row.cpu.push((tokens / (user + system)) * 1e6);
        row.clock.push((tokens / (performance.now() - start)) * 1e3);
      }
    }
  }
  console.log(`\n${name}: ${model.weights.length.toLocaleString('en')} parameters`);
  for (const [what, { cpu, clock }] of measured) {
    const show = (/** @type {number} */ value) =>
      Math.round(value).toLocaleString('en').padStart(7);
    const range = `${show(Math.min(...cpu))} to${show(Math.max(...cpu))}`;
    console.log(
      `${what.padEnd(50)}${show(median(cpu))} tokens a second of CPU time (${range}); by the clock${show(Math.max(...clock))}`,
    );
  }
  for (const server of Object.values(servers)) await server.close();
}
if (!existsSync(LLAMA))
  console.log('\nllama.cpp is not measured: node-llama-cpp is not installed.');
process.exit(0);
