import { describe, expect, it, onTestFinished } from 'vitest';
import { jsonObject, jsonString, oneOf } from '../grammar/index.ts';
import { type ModelServer, serveHere, serveInThreads, type ThreadOptions } from './index.ts';
import { collect, TINY, tinyServed } from './server.fixture.ts';

const PROMPT = TINY.tokenizer.encode('the network');
const REQUEST = { prompt: PROMPT, mostTokens: 12 };

async function serve(options: ThreadOptions = {}): Promise<ModelServer> {
  const served = await serveInThreads(tinyServed(), options);
  if (!served.ok) throw new Error(served.problems[0]!.message);
  onTestFinished(() => served.value.close());
  return served.value;
}

/** The program of a thread, as text. */
function program(text: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

const READY = `
  import { parentPort } from 'node:worker_threads';
  parentPort.postMessage([{ kind: 'ready' }]);`;

describe('serving in threads', () => {
  it('refuses what cannot be served, and a thread that ends before it is ready', async () => {
    const { vocabulary } = tinyServed();
    const other = tinyServed({ vocabulary: { ...vocabulary, size: vocabulary.size - 1 } });
    expect(await serveInThreads(other)).toMatchObject({
      problems: [{ code: 'server.vocabulary' }],
    });
    for (const text of ['process.exit(3)', 'throw new Error("broken")'])
      expect(await serveInThreads(tinyServed(), { entry: program(text) })).toMatchObject({
        ok: false,
        problems: [{ code: 'server.thread' }],
      });
  });

  it('hands on refusals of requests', async () => {
    const server = await serve();
    const bad = { ...REQUEST, grammar: oneOf([]) };
    await expect(collect(server, bad)).rejects.toMatchObject({
      problem: { code: 'grammar.empty' },
    });
    await expect(collect(server, { ...REQUEST, prompt: [] })).rejects.toMatchObject({
      problem: { code: 'prompt.empty' },
    });
    await expect(server.score([1])).rejects.toMatchObject({ problem: { code: 'score.length' } });
  });

  it('fails what is under way when a thread crashes, and starts it again for the next', async () => {
    const entry = program(`${READY}
      parentPort.on('message', ({ kind, id }) => {
        if (kind === 'score') process.exit(1);
        parentPort.postMessage([{ kind: 'token', id, token: 7 }, { kind: 'end', id, reason: 'stop' }]);
      });`);
    const server = await serve({ entry, threads: 1 });
    for (let time = 0; time < 2; time++) {
      await expect(server.score(PROMPT)).rejects.toMatchObject({
        problem: { code: 'server.thread' },
      });
      expect(await collect(server, REQUEST)).toEqual({ tokens: [7], reason: 'stop' });
    }
  });

  it('tells the thread to stop when the signal aborts or the consumer leaves', async () => {
    const entry = program(`${READY}
      const stopped = [];
      parentPort.on('message', ({ kind, id }) => {
        if (kind === 'stop') stopped.push(id);
        if (kind === 'score')
          parentPort.postMessage([{ kind: 'scores', id, scores: Float32Array.from(stopped) }]);
        if (kind === 'generate') parentPort.postMessage([{ kind: 'token', id, token: id }]);
      });`);
    const server = await serve({ entry, threads: 1 });
    const stop = new AbortController();
    const aborted = collect(server, REQUEST, stop.signal);
    for await (const token of server.generate(REQUEST)) {
      expect(token).toBe(2);
      break;
    }
    stop.abort();
    await expect(aborted).rejects.toMatchObject({ problem: { code: 'generation.cancelled' } });
    expect(Array.from(await server.score(PROMPT))).toEqual([2, 1]);
  });

  it('fails what is under way when it closes', async () => {
    const server = await serve({ entry: program(READY) });
    const answers = [collect(server, REQUEST), server.score(PROMPT)];
    await new Promise((resolve) => setImmediate(resolve));
    const settled = Promise.allSettled(answers);
    await server.close();
    for (const answer of [
      ...(await settled),
      ...(await Promise.allSettled([server.score([1, 2])])),
    ])
      expect(answer).toMatchObject({ reason: { problem: { code: 'server.closed' } } });
  });

  it('answers as serving in this thread does, with more grammars than it remembers', async () => {
    const here = await serveHere(tinyServed());
    if (!here.ok) throw new Error('refused');
    const threads = await serve({ threads: 2, streams: 3 });
    const grammars = Array.from({ length: 20 }, (_, index) =>
      jsonObject([{ key: `key${index}`, value: jsonString({ most: 3 }) }]),
    );
    const requests = [...grammars, ...grammars].map((grammar, seed) => ({
      ...REQUEST,
      mostTokens: 30,
      grammar,
      temperature: 1,
      seed,
    }));
    const expected = await Promise.all(requests.map((request) => collect(here.value, request)));
    const got = await Promise.all(requests.map((request) => collect(threads, request)));
    expect(got).toEqual(expected);
    expect(await threads.score(PROMPT)).toEqual(await here.value.score(PROMPT));
  });
});
