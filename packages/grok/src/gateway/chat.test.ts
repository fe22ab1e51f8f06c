import { describe, expect, it } from 'vitest';
import {
  Gate,
  HELLO,
  type RunningGateway,
  ScriptedUpstream,
  says,
  startGateway,
} from './gateway.fixture.ts';
import { chatBody, DIALECTS } from './remote/chat-body.ts';

const start = (upstream: ScriptedUpstream): Promise<RunningGateway> =>
  startGateway({ upstreams: [upstream] });

const HI = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] };

describe('the chat API', () => {
  it.each([
    [{ n: 2 }, 'unsupported_parameter', 'n'],
    [{ logprobs: true }, 'unsupported_parameter', 'logprobs'],
    [{ max_token: 3 }, 'unknown_parameter', 'max_token'],
    [{ temperature: 3 }, 'invalid_value', 'temperature'],
    [{ messages: [] }, 'invalid_value', 'messages'],
    [{ max_tokens: 5, max_completion_tokens: 6 }, 'invalid_value', 'max_tokens'],
    [{ tool_choice: 'required' }, 'invalid_value', 'tool_choice'],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
      'invalid_value',
      'messages[0].content[0].image_url',
    ],
    ...['http://127.0.0.1/x.png', 'data:image/svg+xml;base64,AQID', 'data:image/png;base64,<>'].map(
      (url): [object, string, string] => [
        { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] },
        'invalid_value',
        'messages[0].content[0].image_url.url',
      ],
    ),
    [
      { tool_choice: { type: 'function', function: { name: 'x' } } },
      'invalid_value',
      'tool_choice',
    ],
  ])('refuses %j', async (wrong, code, param) => {
    const { post } = await start(new ScriptedUpstream(says(...HELLO)));
    const answer = await post('/chat/completions', { ...HI, ...wrong });
    expect(answer.status).toBe(400);
    expect((await answer.json()).error).toMatchObject({
      code,
      param,
      type: 'invalid_request_error',
    });
  });

  it('tells of a stored answer what was asked, as the other face does', async () => {
    const { post, client } = await start(
      new ScriptedUpstream(says({ kind: 'text', delta: '{}' }, { kind: 'done', reason: 'stop' })),
    );
    const tool = { name: 'plan', description: 'Plans.', parameters: { type: 'object' } };
    const schema = { type: 'object' };
    const answer = await post('/chat/completions', {
      ...{ ...HI, store: true, max_tokens: 9 },
      tools: [{ type: 'function', function: tool }],
      tool_choice: { type: 'function', function: { name: 'plan' } },
      response_format: { type: 'json_schema', json_schema: { name: 'out', schema } },
    });
    const { id } = await answer.json();
    expect(await client().responses.retrieve(id.replace('chatcmpl-', 'resp_'))).toMatchObject({
      max_output_tokens: 9,
      tools: [{ type: 'function', ...tool, strict: false }],
      tool_choice: { type: 'function', name: 'plan' },
      text: { format: { type: 'json_schema', name: 'out', schema } },
    });
  });

  it('holds an upstream to the format that was asked for', async () => {
    const upstream = new ScriptedUpstream(says(...HELLO));
    const { post } = await start(upstream);
    const body = { ...HI, response_format: { type: 'json_object' } };
    const refused = await post('/chat/completions', body);
    expect([refused.status, (await refused.json()).error.code]).toEqual([502, 'upstream.format']);
    upstream.script = says({ kind: 'text', delta: '{"a":1}' }, { kind: 'done', reason: 'stop' });
    expect((await post('/chat/completions', body)).status).toBe(200);
  });

  it('answers whole', async () => {
    const upstream = new ScriptedUpstream(says(...HELLO));
    const { client } = await start(upstream);
    const answer = await client().chat.completions.create({
      ...HI,
      max_tokens: 9,
      stop: 'x',
      seed: 4,
    });
    expect(answer).toMatchObject({
      object: 'chat.completion',
      choices: [
        { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    });
    expect(upstream.requests[0]).toMatchObject({
      mostTokens: 9,
      sampling: { stop: ['x'], seed: 4 },
      turns: [{ kind: 'message', role: 'user', text: 'Hi' }],
    });
  });

  it('streams chunks, the usage and an end', async () => {
    const { client } = await start(new ScriptedUpstream(says(...HELLO)));
    const stream = client().chat.completions.stream({
      ...HI,
      stream_options: { include_usage: true },
    });
    const done = await stream.finalChatCompletion();
    expect(done.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Hello' } });
    expect(done.usage).toMatchObject({ total_tokens: 5 });
  });

  it('hands over calls, and takes what came of them', async () => {
    const upstream = new ScriptedUpstream(
      says(
        { kind: 'call', id: 'call_1', name: 'plan', arguments: '{"a":1}' },
        { kind: 'call', id: 'call_2', name: 'plan', arguments: '{"a":2}' },
        { kind: 'done', reason: 'tool' },
      ),
    );
    const { client } = await start(upstream);
    const tools = [
      { type: 'function' as const, function: { name: 'plan', parameters: { type: 'object' } } },
    ];
    const stream = client().chat.completions.stream({ ...HI, tools });
    const [choice] = (await stream.finalChatCompletion()).choices;
    expect(choice).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
    const calls = choice!.message.tool_calls!;
    expect(
      calls.map((call) => [call.id, call.type === 'function' && call.function.arguments]),
    ).toEqual([
      ['call_1', '{"a":1}'],
      ['call_2', '{"a":2}'],
    ]);
    upstream.script = says(...HELLO);
    await client().chat.completions.create({
      ...{ model: 'm', tools },
      messages: [
        { role: 'user', content: 'Hi' },
        choice!.message,
        { role: 'tool', tool_call_id: 'call_1', content: 'done' },
      ],
    });
    expect(upstream.requests[1]?.turns.map(({ kind }) => kind)).toEqual([
      ...['message', 'call', 'call', 'result'],
    ]);
  });

  it('tells a failure in the middle as the client knows it', async () => {
    const { client } = await start(
      new ScriptedUpstream(
        says(
          { kind: 'text', delta: 'Hel' },
          { kind: 'failed', problem: { code: 'x', message: 'Broke.' }, mayRetry: true },
        ),
      ),
    );
    const stream = await client().chat.completions.create({ ...HI, stream: true });
    const read = async () => {
      for await (const chunk of stream) void chunk;
    };
    await expect(read()).rejects.toMatchObject({
      code: 'x',
      message: expect.stringContaining('Broke.'),
    });
  });

  it('passes pictures on where they stand in the text', async () => {
    const upstream = new ScriptedUpstream(says(...HELLO));
    const { client } = await start(upstream);
    const picture = (data: string) => ({
      type: 'image_url' as const,
      image_url: { url: `data:image/png;base64,${data}`, detail: 'low' as const },
    });
    const content = [
      picture('AAAA'),
      { type: 'text' as const, text: 'is this ' },
      picture('BBBB'),
      { type: 'text' as const, text: '?' },
    ];
    await client().chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] });
    const [request] = upstream.requests;
    expect(request?.turns).toEqual([
      {
        ...{ kind: 'message', role: 'user', text: 'is this ?' },
        pictures: [
          { mime: 'image/png', data: 'AAAA', detail: 'low', at: 0 },
          { mime: 'image/png', data: 'BBBB', detail: 'low', at: 8 },
        ],
      },
    ]);
    const sent = JSON.parse(chatBody(request!, 'm', DIALECTS.openai));
    expect(sent.messages).toEqual([{ role: 'user', content }]);
  });

  it.each([false, true])(
    'stops the upstream when its reader leaves, unless it is stored (%s)',
    async (store) => {
      const gate = new Gate();
      const upstream = new ScriptedUpstream(async function* () {
        yield { kind: 'text', delta: 'Hel' };
        await gate.passed;
        yield { kind: 'text', delta: 'lo' };
        yield { kind: 'done', reason: 'stop' };
      });
      const { client } = await start(upstream);
      const leave = new AbortController();
      const stream = await client().chat.completions.create(
        { ...HI, stream: true, store },
        { signal: leave.signal },
      );
      let id = '';
      for await (const chunk of stream) {
        id = chunk.id;
        if (chunk.choices[0]?.delta.content === 'Hel') break;
      }
      leave.abort();
      if (store) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        gate.open();
        const kept = client().responses.retrieve(id.replace('chatcmpl-', 'resp_'));
        expect((await kept).status).toMatch(/in_progress|completed/);
        expect(upstream.stopped).toBe(0);
      } else await expect.poll(() => upstream.stopped).toBe(1);
    },
  );
});
