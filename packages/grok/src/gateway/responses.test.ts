import { describe, expect, it } from 'vitest';
import {
  Gate,
  HELLO,
  type RunningGateway,
  ScriptedUpstream,
  says,
  startGateway,
} from './gateway.fixture.ts';

const start = (upstream: ScriptedUpstream, yaml?: string): Promise<RunningGateway> =>
  startGateway({ upstreams: [upstream], ...(yaml ? { yaml } : {}) });

describe('an answer of the Responses API', () => {
  it('comes whole, with all that the client reads', async () => {
    const { client } = await start(new ScriptedUpstream(says(...HELLO)));
    const answer = await client().responses.create({ model: 'm', input: 'Hi' });
    expect(answer).toMatchObject({
      ...{ object: 'response', status: 'completed', model: 'm', output_text: 'Hello' },
      ...{ error: null, incomplete_details: null, tools: [], tool_choice: 'auto' },
      output: [
        {
          ...{ type: 'message', role: 'assistant', status: 'completed' },
          content: [{ type: 'output_text', text: 'Hello', annotations: [] }],
        },
      ],
      usage: {
        ...{ input_tokens: 3, output_tokens: 2, total_tokens: 5 },
        input_tokens_details: { cached_tokens: 0 },
        output_tokens_details: { reasoning_tokens: 0 },
      },
    });
  });

  it('is read by the stream helper of the client', async () => {
    const { client } = await start(new ScriptedUpstream(says(...HELLO)));
    const stream = client().responses.stream({ model: 'm', input: 'Hi' });
    const types: string[] = [];
    const numbers: number[] = [];
    for await (const event of stream) {
      types.push(event.type);
      numbers.push(event.sequence_number);
    }
    expect(types).toEqual([
      ...['response.created', 'response.in_progress', 'response.output_item.added'],
      ...['response.content_part.added', 'response.output_text.delta'],
      ...['response.output_text.delta', 'response.output_text.done'],
      ...['response.content_part.done', 'response.output_item.done', 'response.completed'],
    ]);
    expect(numbers).toEqual(types.map((_, index) => index));
    expect((await stream.finalResponse()).output_text).toBe('Hello');
  });

  it('goes on when its reader leaves, and is read on after the last event', async () => {
    const gate = new Gate();
    const upstream = new ScriptedUpstream(async function* () {
      yield { kind: 'text', delta: 'Hel' };
      await gate.passed;
      yield { kind: 'text', delta: 'lo' };
      yield { kind: 'done', reason: 'stop' };
    });
    const { client } = await start(upstream);
    const stream = await client().responses.create({ model: 'm', input: 'Hi', stream: true });
    let id = '';
    let last = -1;
    for await (const event of stream) {
      if (event.type === 'response.created') id = event.response.id;
      last = event.sequence_number;
      if (event.type === 'response.output_text.delta') break;
    }
    gate.open();
    const rest = await client().responses.retrieve(id, { stream: true, starting_after: last });
    const numbers: number[] = [];
    let text = '';
    for await (const event of rest) {
      numbers.push(event.sequence_number);
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.completed') expect(event.response.output_text).toBe('Hello');
    }
    expect(text).toBe('lo');
    expect(numbers).toEqual(numbers.map((_, index) => last + 1 + index));
    expect(upstream.stopped).toBe(0);
  });

  it('is stopped for good, and its upstream with it', async () => {
    const gate = new Gate();
    const upstream = new ScriptedUpstream(async function* () {
      yield { kind: 'text', delta: 'Hel' };
      await gate.passed;
    });
    const { client } = await start(upstream);
    const begun = await client().responses.create({ model: 'm', input: 'Hi', background: true });
    expect(begun.status).toBe('queued');
    await expect.poll(() => upstream.requests.length).toBe(1);
    const stopped = await client().responses.cancel(begun.id);
    expect(stopped).toMatchObject({ status: 'cancelled' });
    expect(upstream.stopped).toBe(1);
    expect((await client().responses.retrieve(begun.id)).output_text).toBe('Hel');
  });
});
