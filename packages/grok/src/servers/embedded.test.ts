import { createStream } from '@gigafactory/core/base';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { choice, jsonObject, jsonString, jsonValue, oneOf, repeat } from '../grammar/index.ts';
import { type GenerateRequest, type ModelServer, serveHere } from './index.ts';
import { collect, TINY, tinyServed } from './server.fixture.ts';

const { tokenizer, shape, sequence } = TINY;
const PROMPT = tokenizer.encode('the network draws');

async function serve(...given: Parameters<typeof serveHere>): Promise<ModelServer> {
  const served = await serveHere(...given);
  if (!served.ok) throw new Error(served.problems[0]!.message);
  return served.value;
}

const server = await serve(tinyServed());
afterAll(() => server.close());

function ask(request: Partial<GenerateRequest>, from = server): ReturnType<typeof collect> {
  return collect(from, { prompt: PROMPT, mostTokens: 10, ...request });
}

function refusal(code: string): object {
  return { problem: { code } };
}

describe('bad input', () => {
  it.each<[string, Partial<GenerateRequest>, string]>([
    ['an empty prompt', { prompt: [] }, 'prompt.empty'],
    ['a prompt beyond the sequence', { prompt: Array(sequence + 1).fill(1) }, 'prompt.long'],
    ['a token of another vocabulary', { prompt: [shape.vocabulary] }, 'prompt.token'],
    ['a token that is no number', { prompt: [Number.NaN] }, 'prompt.token'],
    ['a stop that is no token', { stop: [-1] }, 'prompt.token'],
    ['no tokens', { mostTokens: 0 }, 'request.tokens'],
    ['half a token', { mostTokens: 1.5 }, 'request.tokens'],
    ['a temperature below 0', { temperature: -1 }, 'request.temperature'],
    ['a temperature that is no number', { temperature: Number.NaN }, 'request.temperature'],
    ['a seed that is not whole', { seed: 0.5 }, 'request.seed'],
    ['a grammar that allows nothing', { grammar: oneOf([]) }, 'grammar.empty'],
    ['a grammar that means nothing', { grammar: repeat('a', { least: -1 }) }, 'grammar.invalid'],
  ])('refuses %s', async (_, request, code) => {
    await expect(ask(request)).rejects.toMatchObject(refusal(code));
  });

  it('refuses a tokenizer of another size than the model', async () => {
    const { vocabulary } = tinyServed();
    const other = { ...vocabulary, size: vocabulary.size - 1 };
    expect(await serveHere(tinyServed({ vocabulary: other }))).toMatchObject({
      ok: false,
      problems: [{ code: 'server.vocabulary' }],
    });
  });

  it('says so where the numbers of the model are none, and serves on', async () => {
    const weights = TINY.weights.slice();
    weights[5] = Number.NaN;
    const broken = await serve(tinyServed({ weights }));
    for (let time = 0; time < 2; time++)
      await expect(ask({ prompt: [0] }, broken)).rejects.toMatchObject(refusal('decoder.nan'));
  });

  it('refuses to score less than two tokens, or more than one beyond the sequence', async () => {
    for (const tokens of [[], [1], Array(sequence + 2).fill(1)])
      await expect(server.score(tokens)).rejects.toMatchObject(refusal('score.length'));
    await expect(server.score([1, -1])).rejects.toMatchObject(refusal('prompt.token'));
    expect(await server.score(Array(sequence + 1).fill(1))).toHaveLength(sequence);
    for (const given of [0, 2, 1.5, Number.NaN])
      await expect(server.score([1, 2], given)).rejects.toMatchObject(refusal('score.given'));
  });

  it('fails what is under way when it closes, and refuses what comes later', async () => {
    const closing = await serve(tinyServed());
    const under = ask({ mostTokens: 40 }, closing);
    const scored = closing.score(PROMPT);
    await closing.close();
    const later = [ask({}, closing), closing.score(PROMPT)];
    const answers = await Promise.allSettled([under, scored, ...later]);
    for (const answer of answers)
      expect(answer).toMatchObject({ reason: refusal('server.closed') });
  });
});

describe('stopping', () => {
  it('computes no further token once the signal aborts', async () => {
    const stopped = new AbortController();
    let masks = 0;
    const { vocabulary } = tinyServed();
    const counted = await serve(
      tinyServed({
        vocabulary: {
          ...vocabulary,
          bytesOf: (token) => {
            masks++;
            return vocabulary.bytesOf(token);
          },
        },
      }),
    );
    const grammar = repeat(choice('a', 'b'));
    const answer = ask({ mostTokens: 45, grammar }, counted);
    const aborted = collect(
      counted,
      { prompt: PROMPT, mostTokens: 45, grammar },
      stopped.signal,
    ).catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    stopped.abort();
    expect(await aborted).toMatchObject(refusal('generation.cancelled'));
    expect((await answer).tokens).toHaveLength(45);
    // Each taken token is looked up once: both texts together stay far below two whole ones.
    expect(masks).toBeLessThan(shape.vocabulary + 45 + 20);
  });

  it('refuses what is aborted before it begins', async () => {
    const request = { prompt: PROMPT, mostTokens: 1 };
    await expect(collect(server, request, AbortSignal.abort())).rejects.toMatchObject(
      refusal('generation.cancelled'),
    );
  });

  it('gives its place to the next when a consumer leaves', async () => {
    const one = await serve(tinyServed(), 1);
    for await (const token of one.generate({ prompt: PROMPT, mostTokens: 45 })) {
      expect(token).toBeGreaterThan(0);
      break;
    }
    expect((await ask({ mostTokens: 2 }, one)).tokens).toHaveLength(2);
  });
});

describe('the end of a text', () => {
  it('is mostTokens, or where the sequence is full', async () => {
    expect(await ask({ mostTokens: 3 })).toMatchObject({ reason: 'length' });
    const full = await ask({ prompt: Array(sequence).fill(1), mostTokens: 5 });
    expect(full).toMatchObject({ reason: 'length', tokens: { length: 1 } });
    const { tokens } = await ask({ mostTokens: 1000 });
    expect(tokens).toHaveLength(sequence - PROMPT.length + 1);
  });

  it('is a token of stop, which is not given', async () => {
    const { tokens } = await ask({ mostTokens: 5 });
    const stop = [tokens[2]!];
    const first = tokens.indexOf(stop[0]!);
    expect(await ask({ stop })).toEqual({ tokens: tokens.slice(0, first), reason: 'stop' });
  });

  it('is where the grammar allows nothing more, even before the first token', async () => {
    const { tokens, reason } = await ask({ grammar: 'power', mostTokens: 20 });
    expect([tokenizer.decodeText(tokens), reason]).toEqual(['power', 'complete']);
    expect(await ask({ grammar: '' })).toEqual({ tokens: [], reason: 'complete' });
  });
});

describe('generated text', () => {
  const prompts = fc.array(fc.integer({ min: 0, max: shape.vocabulary - 1 }), {
    minLength: 1,
    maxLength: 20,
  });
  const requests = fc.record({
    prompt: prompts,
    mostTokens: fc.integer({ min: 1, max: 12 }),
    temperature: fc.constantFrom(0, 1, 3),
    seed: fc.nat(100),
  });

  it('is the same alone as among others, whatever waits, begins alike or is left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(requests, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        async (some, streams, alike) => {
          const asked = alike
            ? some.map((request) => ({ ...request, prompt: [...PROMPT, ...request.prompt] }))
            : some;
          const busy = await serve(tinyServed(), streams);
          const together = await Promise.all(asked.map((request) => collect(busy, request)));
          const alone: unknown[] = [];
          for (const request of asked)
            alone.push(await collect(await serve(tinyServed()), request));
          expect(together).toEqual(alone);
        },
      ),
      { numRuns: 5 },
    );
  });

  it('always parses under a grammar of JSON', async () => {
    const grammar = jsonObject([
      { key: 'operation', value: choice('"explain"', '"plan"') },
      { key: 'path', value: jsonString({ most: 6 }), optional: true },
      { key: 'edits', value: jsonValue(0) },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.nat(1e6), async (seed) => {
        const { tokens, reason } = await ask({ grammar, mostTokens: 60, temperature: 2, seed });
        const text = tokenizer.decodeText(tokens);
        if (reason === 'complete')
          expect(JSON.parse(text)).toHaveProperty(
            'operation',
            expect.stringMatching(/^(explain|plan)$/),
          );
        else expect(reason).toBe('length');
      }),
      { numRuns: 30 },
    );
  });

  it('is what scoring says is likeliest', async () => {
    const { tokens } = await ask({ mostTokens: 1 });
    const scores = await Promise.all(
      Array.from(
        { length: shape.vocabulary },
        async (_, token) => (await server.score([...PROMPT, token])).at(-1)!,
      ),
    );
    expect(scores.indexOf(Math.max(...scores))).toBe(tokens[0]);
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    expect(total).toBeCloseTo(1, 5);
  });

  it('scores what follows given tokens as it scores the whole, to the bit, whatever was computed before', async () => {
    const tokens = [...PROMPT, ...PROMPT, 3, 1, 2];
    const whole = await server.score(tokens);
    await ask({ prompt: tokens.slice(0, 5), mostTokens: 2 });
    for (let given = 1; given < tokens.length; given++)
      expect(await server.score(tokens, given)).toEqual(whole.slice(given - 1));
  });

  it('differs by seed at a temperature, and does not without one', async () => {
    const random = createStream('seeds');
    const texts = await Promise.all(
      Array.from({ length: 5 }, () => ask({ temperature: 2, seed: random.integer(1e6) })),
    );
    expect(new Set(texts.map(({ tokens }) => tokens.join())).size).toBeGreaterThan(1);
    expect(await ask({ seed: 1 })).toEqual(await ask({ seed: 2 }));
  });
});
