import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { choice, jsonObject, jsonString, oneOf, repeat } from '../grammar/index.ts';
import { type ModelServer, serveByLlama, serveHere } from './index.ts';
import { collect, TINY, tinyServed } from './server.fixture.ts';

/** Where it is found: installed here, or in the folder that GIGAFACTORY_LLAMA names. */
const MODULE = findModule();
const PROMPT = TINY.tokenizer.encode('the network');

function findModule(): string | undefined {
  const root = process.env['GIGAFACTORY_LLAMA'] ?? join(import.meta.dirname, '../../../..');
  const entry = join(root, 'node_modules/node-llama-cpp/dist/index.js');
  return existsSync(entry) ? pathToFileURL(entry).href : undefined;
}

async function serve(): Promise<{ llama: ModelServer; here: ModelServer }> {
  const [llama, here] = [
    await serveByLlama('tiny@1', TINY, { module: MODULE!, streams: 3 }),
    await serveHere(tinyServed()),
  ];
  if (!llama.ok || !here.ok) throw new Error(JSON.stringify([llama, here]));
  onTestFinished(() => Promise.all([llama.value.close(), here.value.close()]).then(() => {}));
  return { llama: llama.value, here: here.value };
}

describe('llama.cpp', () => {
  it('says how to install it where it is absent', async () => {
    expect(await serveByLlama('tiny@1', TINY, { module: 'no-such-llama' })).toMatchObject({
      ok: false,
      problems: [{ code: 'llama.missing', message: expect.stringContaining('npm install') }],
    });
  });
});

/** A library of which each text goes as `evaluate`, the body of a generator, says. */
function libraryThat(evaluate: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'llama-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'library.mjs');
  const sequence = `{ nextTokenIndex: 0, adaptStateToTokens: async () => {}, async *evaluate() { ${evaluate} } }`;
  const model = `{ createContext: async () => ({ getSequence: () => (${sequence}) }) }`;
  const llama = `{ loadModel: async () => (${model}), dispose: async () => {} }`;
  writeFileSync(path, `export const getLlama = async () => (${llama});`);
  return pathToFileURL(path).href;
}

describe('a llama.cpp that goes wrong', () => {
  it.each([
    ['ends a text without its end', '', /without saying why/],
    ['ends one in its middle', 'yield 5;', /without saying why/],
    ['throws', 'throw new Error("out of memory");', /out of memory/],
  ])('%s: whoever asked hears of it, one after the other', async (_, evaluate, message) => {
    const served = await serveByLlama('tiny@1', TINY, {
      module: libraryThat(evaluate),
      streams: 1,
    });
    if (!served.ok) throw new Error(JSON.stringify(served.problems));
    const asked = [1, 2, 3].map(() => collect(served.value, { prompt: PROMPT, mostTokens: 3 }));
    for (const each of asked)
      await expect(each).rejects.toMatchObject({
        problem: { code: 'llama.failed', message: expect.stringMatching(message) },
      });
    await served.value.close();
  });
});

const SKIPPED = MODULE ? '' : ' (skipped: node-llama-cpp is not installed, see docs/serving.md)';

describe.skipIf(!MODULE)(`llama.cpp with the same weights${SKIPPED}`, () => {
  it('refuses what the embedded server refuses', async () => {
    const { llama } = await serve();
    const refused = async (request: object, code: string): Promise<void> => {
      const asked = collect(llama, { prompt: PROMPT, mostTokens: 3, ...request });
      await expect(asked).rejects.toMatchObject({ problem: { code } });
    };
    await refused({ prompt: [] }, 'prompt.empty');
    await refused({ prompt: Array(65).fill(1) }, 'prompt.long');
    await refused({ grammar: oneOf([]) }, 'grammar.empty');
    await expect(llama.score([1])).rejects.toMatchObject({ problem: { code: 'score.length' } });
  });

  it('gives each token the probability that the embedded server gives it', async () => {
    const { llama, here } = await serve();
    const tokens = TINY.tokenizer
      .encode('the power of the network is drawn by switches')
      .slice(0, 60);
    const [theirs, ours] = [await llama.score(tokens), await here.score(tokens)];
    expect(theirs).toHaveLength(tokens.length - 1);
    for (const [at, score] of theirs.entries()) expect(score).toBeCloseTo(ours[at]!, 4);
  });

  it('says what the embedded server says, alone and together, under grammars too', async () => {
    const { llama, here } = await serve();
    const grammars = [
      undefined,
      jsonObject([{ key: 'é"\\', value: jsonString({ most: 5 }) }]),
      choice('power', 'network'),
      repeat(oneOf(['the ', 'of ']), { least: 2, most: 4 }),
    ];
    const requests = [...grammars, ...grammars].map((grammar, index) => ({
      prompt: [...PROMPT, 1 + index],
      mostTokens: 70,
      ...(grammar ? { grammar } : {}),
    }));
    const theirs = await Promise.all(requests.map((request) => collect(llama, request)));
    for (const [index, request] of requests.entries())
      expect(theirs[index]).toEqual(await collect(here, request));
  });

  it('stops when the signal aborts, and serves on', async () => {
    const { llama } = await serve();
    const stop = new AbortController();
    const stopped = collect(llama, { prompt: PROMPT, mostTokens: 60 }, stop.signal);
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ problem: { code: 'generation.cancelled' } });
    expect((await collect(llama, { prompt: PROMPT, mostTokens: 4 })).tokens).toHaveLength(4);
  });
});
