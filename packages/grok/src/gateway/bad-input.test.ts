import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  FakeServer,
  Gate,
  HELLO,
  hangs,
  MemoryBooks,
  type RunningGateway,
  ScriptedUpstream,
  says,
  startGateway,
  streams,
} from './gateway.fixture.ts';
import { keyFile, type UpstreamEvent } from './index.ts';

let running: RunningGateway | undefined;
let server: FakeServer | undefined;
afterEach(async () => {
  await running?.close();
  await server?.stop();
  running = undefined;
  server = undefined;
});

async function start(
  upstreams: readonly ScriptedUpstream[],
  more: Omit<Parameters<typeof startGateway>[0] & object, 'upstreams'> = {},
): Promise<RunningGateway> {
  running = await startGateway({ upstreams, ...more });
  return running;
}

const ASK = { model: 'm', input: 'Hi' };
const FAILS: UpstreamEvent = {
  kind: 'failed',
  problem: { code: 'upstream.error', message: 'It broke.' },
  mayRetry: true,
};

async function errorOf(response: Response) {
  const { error } = await response.json();
  return { status: response.status, ...error };
}

describe('a request that cannot be obeyed', () => {
  it.each([
    ['{"model": ', 'invalid_json', null],
    ['[]', 'invalid_value', null],
    [`{"model":"m","input":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'invalid_json', null],
    [{ input: 'Hi' }, 'invalid_value', 'model'],
    [{ model: 'm' }, 'invalid_value', 'input'],
    [{ ...ASK, modle: 1 }, 'unknown_parameter', 'modle'],
    [{ ...ASK, text: { format: { type: 'yaml' } } }, 'invalid_value', 'text.format.type'],
    [{ ...ASK, input: [{ type: 'item_reference', id: 'x' }] }, 'invalid_value', 'input[0]'],
    [
      { ...ASK, input: [{ role: 'user', content: [{ type: 'input_image' }] }] },
      'invalid_value',
      'input[0].content[0].image_url',
    ],
    [{ ...ASK, tools: [{ type: 'web_search' }] }, 'invalid_value', 'tools[0].type'],
    [{ ...ASK, tool_choice: { type: 'function', name: 'x' } }, 'invalid_value', 'tool_choice'],
    [{ ...ASK, tool_choice: 'required' }, 'invalid_value', 'tool_choice'],
    [
      {
        ...ASK,
        tools: [{ type: 'function', name: 'x' }],
        tool_choice: {
          ...{ type: 'allowed_tools', mode: 'auto' },
          tools: ['x', 'y'].map((name) => ({ type: 'function', name })),
        },
      },
      'invalid_value',
      'tool_choice',
    ],
    [{ ...ASK, conversation: 'c' }, 'unsupported_parameter', 'conversation'],
    [{ ...ASK, include: ['reasoning.encrypted_content'] }, 'unsupported_parameter', 'include'],
    [{ ...ASK, background: true, store: false }, 'invalid_value', 'background'],
    [{ ...ASK, max_output_tokens: 0 }, 'invalid_value', 'max_output_tokens'],
    [
      { ...ASK, previous_response_id: 'resp_x' },
      'previous_response_not_found',
      'previous_response_id',
    ],
    [{ ...ASK, metadata: { a: 'x'.repeat(600) } }, 'invalid_value', 'metadata.a'],
  ])('is refused by name: %j', async (body, code, param) => {
    const upstream = new ScriptedUpstream(says(...HELLO));
    const { post } = await start([upstream]);
    expect(await errorOf(await post('/responses', body))).toMatchObject({
      status: 400,
      code,
      param,
    });
    expect(upstream.requests).toEqual([]);
  });

  it('is refused where the model does not take it', async () => {
    const takes = { tools: false, formats: [], sampling: false, pictures: false } as const;
    const { post } = await start([new ScriptedUpstream(says(...HELLO), 'own', takes)]);
    const tools = [{ type: 'function', name: 'x', parameters: {} }];
    const picture = { type: 'input_image', image_url: 'data:image/png;base64,AQID' };
    for (const [wrong, param] of [
      [{ input: [{ role: 'user', content: [picture] }] }, 'input'],
      [{ tools }, 'tools'],
      [{ text: { format: { type: 'json_object' } } }, 'text.format'],
      [{ temperature: 0.7 }, 'temperature'],
      [{ reasoning: { effort: 'high' } }, 'reasoning'],
    ] as const) {
      const error = await errorOf(await post('/responses', { ...ASK, ...wrong }));
      expect(error).toMatchObject({ status: 400, code: 'unsupported_parameter', param });
    }
    expect((await post('/responses', { ...ASK, temperature: 0, top_p: 1 })).status).toBe(200);
  });

  it('names the models that there are', async () => {
    const { client } = await start([new ScriptedUpstream(says(...HELLO))]);
    await expect(client().responses.create({ model: 'gpt', input: '' })).rejects.toMatchObject({
      ...{ status: 404, code: 'model_not_found', message: /there are m/ },
    });
    expect((await client().models.list()).data).toMatchObject([{ id: 'm', object: 'model' }]);
    await expect(client().models.retrieve('gpt')).rejects.toMatchObject({ status: 404 });
    expect(await client().models.retrieve('m')).toMatchObject({ owned_by: 'tests' });
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'is not found for the model %s, which every object knows',
    async (model) => {
      const { post } = await start([new ScriptedUpstream(says(...HELLO))]);
      const messages = [{ role: 'user', content: 'Hi' }];
      for (const asked of [
        post('/responses', { model, input: 'Hi' }),
        post('/chat/completions', { model, messages }),
      ]) {
        expect(await errorOf(await asked)).toMatchObject({ status: 404, code: 'model_not_found' });
      }
    },
  );

  it('is refused where all that are under way have all the memory', async () => {
    const upstream = new ScriptedUpstream(hangs);
    const yaml = 'gateway: 1\nunderWay: { size: 10 kB }';
    const { client, post } = await start([upstream], { yaml });
    const input = 'x'.repeat(20_000);
    // One alone may be as large as a request may be.
    const first = await client().responses.create({ model: 'm', input, background: true });
    expect(await errorOf(await post('/responses', ASK))).toMatchObject({
      ...{ status: 503, code: 'overloaded' },
    });
    await client().responses.cancel(first.id);
    upstream.script = says(...HELLO);
    expect((await client().responses.create(ASK)).status).toBe('completed');
  });

  it('is refused at 10 MB, read to its end, and with memory to spare', async () => {
    const upstream = new ScriptedUpstream(says(...HELLO));
    const { client, post } = await start([upstream]);
    const input = 'x'.repeat(10 * 2 ** 20);
    await expect(client().responses.create({ model: 'm', input })).rejects.toMatchObject({
      ...{ status: 413, code: 'request_too_large' },
    });
    const chunked = await fetch(`${running!.url}/v1/chat/completions`, {
      method: 'POST',
      body: new Blob([input]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(await errorOf(chunked)).toMatchObject({ status: 413 });
    expect((await post('/responses', ASK)).status).toBe(200);
    expect(upstream.requests).toHaveLength(1);
  });

  it('reaches the upstream whole where 10 MB are allowed', async () => {
    server = await new FakeServer(
      streams({ choices: [{ delta: { content: 'a' }, finish_reason: 'stop' }] }),
    ).start();
    const yaml = `gateway: 1\nrequestSize: 12 MB\nupstreams: { far: { kind: vllm, url: "${server.url}", models: { big: its } } }`;
    const { client } = await start([], { yaml });
    const input = 'x'.repeat(10 * 2 ** 20);
    const answer = await client().responses.create({ model: 'big', input });
    expect(answer).toMatchObject({ output_text: 'a', usage: { input_tokens: input.length / 4 } });
    expect(JSON.stringify(server.bodies[0]).length).toBeGreaterThan(input.length);
  });
});

describe('an upstream that fails', () => {
  it('is tried again, then left for the next, as long as nothing was written', async () => {
    const first = new ScriptedUpstream(says(FAILS), 'first');
    const second = new ScriptedUpstream(says(...HELLO), 'second');
    const { client, opened } = await start([first, second]);
    expect((await client().responses.create(ASK)).output_text).toBe('Hello');
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
    expect(await opened.metrics()).toContain(
      'gigafactory_gateway_upstream_failures_total{upstream="first",code="upstream.error"} 1',
    );
  });

  it('is told as a bad gateway when it was the last', async () => {
    const { client } = await start([new ScriptedUpstream(says(FAILS))]);
    await expect(client().responses.create(ASK)).rejects.toMatchObject({
      ...{ status: 502, code: 'upstream.error', message: /It broke/ },
    });
    const stream = client().responses.stream(ASK);
    expect(await stream.finalResponse()).toMatchObject({
      ...{ status: 'failed', error: { code: 'server_error', message: 'It broke.' } },
    });
  });

  it('keeps what was written when it breaks off, and nobody else goes on', async () => {
    const first = new ScriptedUpstream(says({ kind: 'text', delta: 'Hel' }), 'first');
    const second = new ScriptedUpstream(says(...HELLO), 'second');
    const { client } = await start([first, second]);
    const answer = await client().responses.create(ASK);
    expect(answer).toMatchObject({
      status: 'failed',
      output_text: 'Hel',
      error: { message: /without an end/ },
    });
    expect(answer.output).toMatchObject([{ status: 'incomplete' }]);
    expect(second.requests).toEqual([]);
  });

  it('is not tried again with a request that it refused', async () => {
    const refused: UpstreamEvent = { ...FAILS, mayRetry: false };
    const second = new ScriptedUpstream(says(...HELLO), 'second');
    const { client } = await start([new ScriptedUpstream(says(refused), 'first'), second]);
    await expect(client().responses.create(ASK)).rejects.toMatchObject({ status: 400 });
    expect(second.requests).toEqual([]);
  });

  it('is given up when it hangs, however deaf it is, and left alone after five times', async () => {
    server = await new FakeServer(() => {}).start();
    const yaml = `
gateway: 1
upstreams:
  far: { kind: vllm, url: "${server.url}", models: { m: m }, timeouts: { firstToken: 400 ms }, breaker: { failures: 2, pause: 1 h } }
`;
    const { client, opened } = await start([], { yaml });
    for (const status of [504, 504, 503]) {
      await expect(client().responses.create(ASK)).rejects.toMatchObject({ status });
    }
    await expect.poll(() => server!.left).toBe(2);
    expect(server.bodies.length).toBe(2);
    expect(await opened.metrics()).toContain(
      'gigafactory_gateway_upstream_paused{upstream="far"} 1',
    );
  });

  it('does not keep an answer from being stopped, however deaf it is', async () => {
    const upstream = new ScriptedUpstream(hangs);
    const { client } = await start([upstream]);
    const begun = await client().responses.create({ ...ASK, background: true });
    await expect.poll(() => upstream.requests.length).toBe(1);
    expect(await client().responses.cancel(begun.id)).toMatchObject({ status: 'cancelled' });
    expect(upstream.stopped).toBe(1);
  });

  it('throws', async () => {
    const upstream = new ScriptedUpstream(() => {
      throw new Error('oh');
    });
    const { client } = await start([upstream]);
    await expect(client().responses.create(ASK)).rejects.toMatchObject({
      status: 502,
      code: 'upstream.fault',
    });
  });

  it('says more than it may', async () => {
    const upstream = new ScriptedUpstream(async function* () {
      for (;;) yield { kind: 'text', delta: 'x'.repeat(1000) };
    });
    const { client } = await start([upstream]);
    const answer = await client().responses.create({ ...ASK, max_output_tokens: 50 });
    expect(answer).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    });
    expect(answer.output_text.length).toBeLessThan(8000);
  });

  it('calls for ever: 8 calls are the most, over the whole round', async () => {
    const upstream = new ScriptedUpstream(async function* () {
      for (let at = 0; ; at++) yield { kind: 'call', id: `c${at}`, name: 'plan', arguments: '{}' };
    });
    const { client } = await start([upstream]);
    const tools = [{ type: 'function' as const, name: 'plan', parameters: null, strict: null }];
    const answer = await client().responses.create({ ...ASK, tools });
    expect(answer.output).toHaveLength(8);
    expect(answer.incomplete_details).toEqual({ reason: 'max_tool_calls' });
    upstream.script = says(...HELLO);
    const input = [{ type: 'function_call_output' as const, call_id: 'c0', output: 'done' }];
    await client().responses.create({ model: 'm', tools, input, previous_response_id: answer.id });
    expect(upstream.requests[1]).toMatchObject({ tools: [] });
    expect(upstream.requests[1]!.turns).toHaveLength(10);
  });
});

/** As `makeKey` writes it. */
function keyLine(secret: string, at: number): string {
  const hash = createHash('sha256').update(secret).digest('hex');
  const made = { kind: 'made', id: `${at}`, name: `key ${at}`, tier: 'free', hash, at: '', by: '' };
  return `${JSON.stringify(made)}\n`;
}

describe('keys', () => {
  it('are needed from the first on, and not looked at before', async () => {
    const { client, makeKey, post } = await start([new ScriptedUpstream(says(...HELLO))]);
    expect((await client('whatever').responses.create(ASK)).status).toBe('completed');
    const secret = makeKey('ada', 'free');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await errorOf(await post('/responses', ASK))).toMatchObject({
      ...{ status: 401, type: 'authentication_error', code: 'invalid_api_key' },
    });
    await expect(client(`${secret}x`).responses.create(ASK)).rejects.toMatchObject({ status: 401 });
    expect((await client(secret).responses.create(ASK)).status).toBe('completed');
  });

  it('are needed at once by another machine', async () => {
    const { client } = await start([new ScriptedUpstream(says(...HELLO))], { isLocal: false });
    await expect(client().models.list()).rejects.toMatchObject({ status: 401 });
  });

  it('see their own answers only', async () => {
    const { client, makeKey } = await start([new ScriptedUpstream(says(...HELLO))]);
    const [ada, bob] = [client(makeKey('ada', 'free')), client(makeKey('bob', 'free'))];
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { id } = await ada.responses.create(ASK);
    expect((await ada.responses.retrieve(id)).id).toBe(id);
    for (const act of [
      () => bob.responses.retrieve(id),
      () => bob.responses.cancel(id),
      () => bob.responses.inputItems.list(id),
      () => bob.responses.create({ ...ASK, previous_response_id: id }),
    ]) {
      await expect(act()).rejects.toMatchObject({
        status: expect.toSatisfy((status) => status >= 400),
      });
    }
    await expect(bob.responses.delete(id)).rejects.toMatchObject({ status: 404 });
  });

  it('by the thousand each have limits of their own', async () => {
    const yaml = 'gateway: 1\ntiers: { free: { requestsPerMinute: 1 } }';
    const { post } = await start([new ScriptedUpstream(says(...HELLO))], { yaml });
    const secrets = Array.from({ length: 1000 }, (_, at) => `gf-${at}`);
    appendFileSync(keyFile(running!.home), secrets.map(keyLine).join(''));
    const ask = (secret: string) => post('/responses', ASK, { authorization: `Bearer ${secret}` });
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let from = 0; from < 1000; from += 100) {
      const answers = await Promise.all(secrets.slice(from, from + 100).map(ask));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      await Promise.all(answers.map((answer) => answer.text()));
    }
    const limited = await ask(secrets[7]!);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(10);
    expect(limited.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    expect(await errorOf(limited)).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
  });

  it('have tokens a minute, and answers at once', async () => {
    const gate = new Gate();
    const upstream = new ScriptedUpstream(async function* () {
      await gate.passed;
      yield { kind: 'text', delta: 'x'.repeat(400) };
      yield { kind: 'done', reason: 'stop' };
    });
    const yaml = 'gateway: 1\ntiers: { free: { parallel: 2, tokensPerMinute: 150 } }';
    const { makeKey, client } = await start([upstream], { yaml });
    const key = client(makeKey('ada', 'free'));
    const both = [key.responses.create(ASK), key.responses.create(ASK)];
    await expect.poll(() => upstream.requests.length).toBe(2);
    await expect(key.responses.create(ASK)).rejects.toMatchObject({
      code: 'parallel_limit_exceeded',
    });
    gate.open();
    await Promise.all(both);
    await expect(key.responses.create(ASK)).rejects.toMatchObject({ code: 'rate_limit_exceeded' });
  });
});

describe('what is kept', () => {
  it('has neither prompts nor replies on disk, unless it is to', async () => {
    const books = new MemoryBooks();
    const { client } = await start([new ScriptedUpstream(says(...HELLO))], { books });
    const { id } = await client().responses.create({ ...ASK, input: 'a secret' });
    expect(books.lines.join('')).toContain(id);
    expect(books.lines.join('')).not.toMatch(/secret|Hello/);
  });

  it('outlives the gateway if it is to, and goes with the setting', async () => {
    const upstream = new ScriptedUpstream(says(...HELLO));
    const first = await start([upstream], { yaml: 'gateway: 1\nretention: 1 d' });
    const { id } = await first.client().responses.create(ASK);
    const { home } = first;
    const second = await startGateway({ upstreams: [upstream], home });
    const retrieve = async () => (await second.post(`/responses/${id}/cancel`, {})).status;
    await expect.poll(retrieve).toBe(200);
    expect(await second.client().responses.retrieve(id)).toMatchObject({ output_text: 'Hello' });
    const items = await second.client().responses.inputItems.list(id);
    expect(items.data).toMatchObject([{ role: 'user', content: [{ text: 'Hi' }] }]);
    await second.client().responses.create({ ...ASK, previous_response_id: id });
    expect(
      upstream.requests.at(-1)!.turns.map((turn) => turn.kind === 'message' && turn.text),
    ).toEqual([...['Hi', 'Hello', 'Hi']]);
    await second.close();
    const third = await startGateway({ upstreams: [upstream], home, yaml: 'gateway: 1' });
    await expect(third.client().responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
    await third.close();
  });

  it.each([
    ['instructions', (big: string) => ({ instructions: big })],
    ['a tool', (big: string) => ({ tools: [{ type: 'function', name: 'x', description: big }] })],
    ['text', (big: string) => ({ input: big })],
  ])('counts all of a request: %s', async (_, more) => {
    const yaml = 'gateway: 1\nkept: { size: 1 MB }';
    const { client, post } = await start([new ScriptedUpstream(says(...HELLO))], { yaml });
    const ids: string[] = [];
    for (let time = 0; time < 4; time++) {
      const answer = await post('/responses', { ...ASK, ...more('x'.repeat(200_000)) });
      ids.push((await answer.json()).id);
    }
    await expect(client().responses.retrieve(ids[0]!)).rejects.toMatchObject({ status: 404 });
    expect((await client().responses.retrieve(ids[3]!)).id).toBe(ids[3]);
  });

  it('is no more than it may be', async () => {
    const yaml = 'gateway: 1\nkept: { answers: 2 }';
    const { client } = await start([new ScriptedUpstream(says(...HELLO))], { yaml });
    const ids: string[] = [];
    for (let time = 0; time < 3; time++) ids.push((await client().responses.create(ASK)).id);
    await expect(client().responses.retrieve(ids[0]!)).rejects.toMatchObject({ status: 404 });
    expect((await client().responses.retrieve(ids[1]!)).id).toBe(ids[1]);
  });
});
