import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gatewayShape, type UpstreamConfig } from '../config/shape.ts';
import { FakeServer, streams } from '../gateway.fixture.ts';
import type { UpstreamEvent, UpstreamRequest } from '../upstream.ts';
import { RemoteUpstream } from './remote-upstream.ts';

const ASKED: UpstreamRequest = {
  model: 'm',
  turns: [{ kind: 'message', role: 'user', text: 'Hi' }],
  ...{ tools: [], toolChoice: 'auto', parallelCalls: true },
  format: { kind: 'text' },
  sampling: {},
  mostTokens: 9,
};

let server: FakeServer;

beforeEach(async () => {
  server = await new FakeServer(streams()).start();
});

afterEach(() => server.stop());

function upstreamOf(kind: UpstreamConfig['kind'] = 'openai', url = server.url): RemoteUpstream {
  const upstream = { kind, url, models: { m: 'its/m' }, timeouts: { connect: '10 s' } };
  const config = gatewayShape.parse({ gateway: 1, upstreams: { u: upstream } }).upstreams['u']!;
  return new RemoteUpstream({ name: 'u', config, secret: 'secret', since: 0 });
}

async function allOf(upstream: RemoteUpstream, request = ASKED): Promise<UpstreamEvent[]> {
  const events: UpstreamEvent[] = [];
  for await (const event of upstream.respond(request, new AbortController().signal)) {
    events.push(event);
  }
  return events;
}

async function eventsOf(
  answer: (response: ServerResponse) => void,
  kind?: UpstreamConfig['kind'],
  request = ASKED,
): Promise<UpstreamEvent[]> {
  server.answer = answer;
  const upstream = upstreamOf(kind);
  const events = await allOf(upstream, request);
  await upstream.close();
  return events;
}

function chunk(delta: object, finish_reason: string | null = null) {
  return {
    ...{ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'its/m' },
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  };
}

/** Writes bytes as they are, and leaves the connection open or ends it. */
function raw(text: string, end = true): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(text);
    if (end) response.end();
  };
}

function refuses(status: number, body: string): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(status);
    response.end(body);
  };
}

describe('a server that fails', () => {
  const said = `data: ${JSON.stringify(chunk({ content: 'a' }))}\n\n`;
  it.each([
    ['ends without a word', raw(''), 'upstream.broken', true],
    ['breaks off', raw(said), 'upstream.broken', true],
    ['says [DONE] without a reason', raw(`${said}data: [DONE]\n\n`), 'upstream.broken', true],
    ['sends no JSON', raw('data: {"a\n\n'), 'upstream.broken', true],
    ['sends other JSON', raw('data: {"choices": 3}\n\n'), 'upstream.broken', true],
    [
      'sends a line without an end',
      raw(`data: ${'x'.repeat(5 * 2 ** 20)}`),
      'upstream.broken',
      true,
    ],
    [
      'says an error in its stream',
      raw('data: {"error": {"message": "out of memory", "code": 500}}\n\n'),
      'upstream.broken',
      true,
    ],
    [
      'loads its model',
      refuses(503, '{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}'),
      'upstream.error',
      true,
    ],
    ['is asked too much', refuses(429, '{}'), 'upstream.busy', true],
    [
      'does not know the key',
      refuses(401, '{"error":{"message":"bad key sk-123"}}'),
      'upstream.key',
      true,
    ],
    ['is not there', refuses(404, 'not found'), 'upstream.error', true],
    [
      'refuses the prompt',
      refuses(400, '{"object":"error","message":"too long","code":400}'),
      'upstream.refused',
      false,
    ],
    [
      'drops the connection',
      (response: ServerResponse) => void response.destroy(),
      'upstream.unreachable',
      true,
    ],
  ])('%s is told as such', async (_, answer, code, mayRetry) => {
    const last = (await eventsOf(answer)).at(-1);
    expect(last).toMatchObject({ kind: 'failed', problem: { code }, mayRetry });
    // What the upstream says of the gateway's key is none of the callers' business.
    expect(JSON.stringify(last)).not.toContain('sk-123');
  });

  it('drops the connection in the middle', async () => {
    const events = await eventsOf((response) => {
      raw(said, false)(response);
      setTimeout(() => response.destroy(), 20);
    });
    expect(events.map(({ kind }) => kind)).toEqual(['text', 'failed']);
  });

  it('is nowhere', async () => {
    await server.stop();
    const upstream = upstreamOf();
    const [event] = await allOf(upstream);
    expect(event).toMatchObject({ kind: 'failed', problem: { code: 'upstream.unreachable' } });
  });

  it('hears that nothing more is wanted', async () => {
    server.answer = raw(said, false);
    const control = new AbortController();
    for await (const event of upstreamOf().respond(ASKED, control.signal)) {
      expect(event).toEqual({ kind: 'text', delta: 'a' });
      break;
    }
    await expect.poll(() => server.left).toBe(1);
  });
});

describe('a server that answers', () => {
  it('is read however its bytes are cut, and by the usage told last', async () => {
    const events = [
      ': ping\r\n\r\n',
      `data: ${JSON.stringify(chunk({ role: 'assistant', content: '' }))}\r\n\r\n`,
      `event: x\ndata:${JSON.stringify(chunk({ content: 'Grüße 🏭' }))}\n\n`,
      `data: ${JSON.stringify({ ...chunk({}, 'stop'), usage: { prompt_tokens: 1, completion_tokens: 1 } })}\n\n`,
      `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 4, completion_tokens: 7 } })}\n\n`,
      'data: [DONE]\n\n',
    ].join('');
    const bytes = Buffer.from(events);
    const read = await eventsOf((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      let at = 0;
      const write = () => {
        if (at >= bytes.length) return void response.end();
        response.write(bytes.subarray(at, at + 7));
        at += 7;
        setImmediate(write);
      };
      write();
    });
    expect(read.filter(({ kind }) => kind === 'text')).toEqual([
      { kind: 'text', delta: 'Grüße 🏭' },
    ]);
    expect(read.findLast(({ kind }) => kind === 'usage')).toMatchObject({ input: 4, output: 7 });
    expect(read.at(-1)).toEqual({ kind: 'done', reason: 'stop' });
  });

  it('is asked again over the same connection', async () => {
    server.answer = streams(chunk({ content: 'a' }, 'stop'));
    const upstream = upstreamOf();
    for (let time = 0; time < 5; time++) {
      const events = await allOf(upstream);
      expect(events.at(-1)).toEqual({ kind: 'done', reason: 'stop' });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect([server.connections, server.bodies.length]).toEqual([1, 5]);
    expect(server.keys[0]).toBe('Bearer secret');
    await upstream.close();
  });

  it('has its calls put together from pieces', async () => {
    const piece = (
      index: number,
      id: string | undefined,
      name: string | undefined,
      written: string,
    ) => ({
      index,
      ...(id ? { id, type: 'function' } : {}),
      function: { ...(name ? { name } : {}), arguments: written },
    });
    const events = await eventsOf(
      streams(
        chunk({ tool_calls: [piece(0, 'c1', 'plan', '{"a"')] }),
        chunk({ tool_calls: [piece(0, undefined, undefined, ':1}'), piece(1, 'c2', 'twin', '')] }),
        chunk({}, 'tool_calls'),
      ),
    );
    expect(events).toEqual([
      { kind: 'writing', bytes: 8 },
      { kind: 'writing', bytes: 7 },
      { kind: 'call', id: 'c1', name: 'plan', arguments: '{"a":1}' },
      { kind: 'call', id: 'c2', name: 'twin', arguments: '{}' },
      { kind: 'done', reason: 'tool' },
    ]);
  });

  it('gives no call whose arguments were cut off', async () => {
    const call = {
      index: 0,
      id: 'c1',
      type: 'function',
      function: { name: 'plan', arguments: '{"a' },
    };
    const events = await eventsOf(streams(chunk({ tool_calls: [call] }), chunk({}, 'length')));
    expect(events).toEqual([
      { kind: 'writing', bytes: 7 },
      { kind: 'done', reason: 'length' },
    ]);
  });
});

const SCHEMA = { type: 'object', properties: { a: { type: 'number' } } };
const FULL: UpstreamRequest = {
  ...ASKED,
  turns: [
    { kind: 'message', role: 'system', text: 'Be brief.' },
    { kind: 'message', role: 'user', text: 'Hi' },
    { kind: 'message', role: 'assistant', text: 'Wait.' },
    { kind: 'call', id: 'c1', name: 'plan', arguments: '{}' },
    { kind: 'result', id: 'c1', output: 'done' },
  ],
  tools: [
    { name: 'plan', parameters: SCHEMA, strict: true },
    { name: 'twin', parameters: null, strict: false },
  ],
  toolChoice: { name: 'plan' },
  format: { kind: 'schema', name: 'out', schema: SCHEMA, strict: true },
  sampling: { temperature: 0.5, stop: ['x'] },
  effort: 'low',
};

/** Written down from the documentation of each server; none of them was asked. */
describe('the dialect', () => {
  async function bodyFor(kind: UpstreamConfig['kind']): Promise<Record<string, unknown>> {
    await eventsOf(streams(chunk({ content: '{}' }, 'stop')), kind, FULL);
    return server.bodies.at(-1)!;
  }

  it('of OpenAI is the one that the others differ from', async () => {
    expect(await bodyFor('openai')).toEqual({
      model: 'its/m',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
        {
          ...{ role: 'assistant', content: 'Wait.' },
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'plan', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'done' },
      ],
      ...{ stream: true, stream_options: { include_usage: true }, max_completion_tokens: 9 },
      ...{ temperature: 0.5, stop: ['x'], reasoning_effort: 'low', parallel_tool_calls: true },
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'out', schema: SCHEMA, strict: true },
      },
      tools: [
        { type: 'function', function: { name: 'plan', parameters: SCHEMA, strict: true } },
        {
          type: 'function',
          function: { name: 'twin', parameters: { type: 'object', properties: {} } },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'plan' } },
    });
  });

  it('of vLLM has its own name for the limit', async () => {
    const body = await bodyFor('vllm');
    expect([body['max_tokens'], body['max_completion_tokens']]).toEqual([9, undefined]);
  });

  it('of vLLM thinks aloud, demands a call by name with "stop", and repeats its usage', async () => {
    const call = {
      index: 0,
      id: 'chatcmpl-tool-1',
      type: 'function',
      function: { name: 'plan', arguments: '{}' },
    };
    const events = await eventsOf(
      streams(
        {
          ...chunk({ role: 'assistant', content: '' }),
          usage: { prompt_tokens: 5, completion_tokens: 0, total_tokens: 5 },
        },
        chunk({ reasoning_content: 'Hm' }),
        chunk({ reasoning: '.' }),
        chunk({ tool_calls: [call] }),
        {
          ...chunk({ content: '' }, 'stop'),
          usage: { prompt_tokens: 5, completion_tokens: 8, total_tokens: 13 },
        },
        {
          choices: [],
          usage: {
            prompt_tokens: 5,
            completion_tokens: 9,
            total_tokens: 14,
            prompt_tokens_details: null,
          },
        },
      ),
      'vllm',
    );
    const told = events.filter(({ kind }) => kind !== 'usage' && kind !== 'writing');
    expect(told).toEqual([
      { kind: 'reasoning', delta: 'Hm' },
      { kind: 'reasoning', delta: '.' },
      { kind: 'call', id: 'chatcmpl-tool-1', name: 'plan', arguments: '{}' },
      { kind: 'done', reason: 'tool' },
    ]);
    expect(events.findLast(({ kind }) => kind === 'usage')).toMatchObject({ output: 9 });
  });

  it('of llama.cpp has the schema in the format, and one tool that is required', async () => {
    const body = await bodyFor('llama.cpp');
    expect(body).toMatchObject({
      ...{ max_tokens: 9, tool_choice: 'required' },
      response_format: { type: 'json_object', schema: SCHEMA },
    });
    expect(body['tools']).toHaveLength(1);
  });

  it('of llama.cpp ends with timings and usage in one chunk', async () => {
    const timings = {
      cache_n: 236,
      prompt_n: 1,
      prompt_ms: 30.958,
      predicted_n: 35,
      predicted_ms: 661.064,
    };
    const usage = {
      completion_tokens: 35,
      prompt_tokens: 237,
      total_tokens: 272,
      prompt_tokens_details: { cached_tokens: 236 },
    };
    const events = await eventsOf(
      streams(
        chunk({ role: 'assistant', content: null }),
        chunk({ content: 'a' }),
        chunk({}, 'stop'),
        { choices: [], usage, timings },
      ),
      'llama.cpp',
    );
    expect(events).toContainEqual({
      kind: 'usage',
      input: 237,
      output: 35,
      cached: 236,
      reasoning: 0,
    });
  });

  it('of xAI tells thoughts beside the answer', async () => {
    const usage = {
      ...{ prompt_tokens: 32, completion_tokens: 9, total_tokens: 135 },
      prompt_tokens_details: { text_tokens: 32, cached_tokens: 8 },
      completion_tokens_details: { reasoning_tokens: 94 },
    };
    const events = await eventsOf(streams({ ...chunk({ content: 'a' }, 'stop'), usage }), 'xai');
    expect(events).toContainEqual({
      kind: 'usage',
      input: 32,
      output: 103,
      cached: 8,
      reasoning: 94,
    });
  });
});
