import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Gate, ScriptedUpstream, startGateway } from './gateway.fixture.ts';
import type { UpstreamEvent } from './index.ts';

/** The types of the pinned client, as text: what it requires of each event. */
const TYPES = readFileSync(
  join(createRequire(import.meta.url).resolve('openai'), '../resources/responses/responses.d.ts'),
  'utf8',
);

/** Fields without `?` of an interface, at its own level. */
function requiredOf(name: string): string[] {
  const [, body = ''] =
    new RegExp(`^export interface ${name}(?: extends \\w+)? \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(
      TYPES,
    ) ?? [];
  return [...body.matchAll(/^ {4}(\w+): /gm)].map(([, field]) => field!);
}

/** Every event that the client knows: its type, and the interface that describes it. */
const KNOWN = new Map(
  [...(/^export type ResponseStreamEvent = (.*);$/m.exec(TYPES)?.[1] ?? '').split(' | ')].map(
    (name) => {
      const body = new RegExp(
        `^export interface ${name} \\{[\\s\\S]*?^ {4}type: '([^']+)';`,
        'm',
      ).exec(TYPES);
      return [body?.[1] ?? name, name] as const;
    },
  ),
);

/** Of tools that run at the maker's, of sounds and pictures: what asks for them is refused. */
const HOSTED =
  /audio|code_interpreter|file_search|web_search|image_generation|mcp_|custom_tool|annotation/;
/** Summaries of thoughts are asked for by `reasoning.summary`, which is refused. */
const SUMMARIES = /reasoning_summary/;

const EVERYTHING: readonly UpstreamEvent[] = [
  { kind: 'reasoning', delta: 'Hm' },
  { kind: 'text', delta: 'No' },
  { kind: 'refusal', delta: 'I would' },
  { kind: 'refusal', delta: ' rather not' },
  { kind: 'call', id: 'call_1', name: 'plan', arguments: '{"a":1}' },
  { kind: 'usage', input: 4, output: 9, cached: 1, reasoning: 2 },
];

interface Seen extends Record<string, unknown> {
  readonly type: string;
  readonly sequence_number: number;
}

/** All events that a request makes. */
async function eventsOf(script: ScriptedUpstream['script'], body: object = {}): Promise<Seen[]> {
  const upstream = new ScriptedUpstream(script);
  const { post } = await startGateway({ upstreams: [upstream] });
  const answer = await post('/responses', {
    model: 'm',
    input: 'Hi',
    stream: true,
    ...body,
  });
  const text = await answer.text();
  return [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, name, data]) => {
    const event: Seen = JSON.parse(data!);
    expect(event.type).toBe(name);
    return event;
  });
}

async function all(): Promise<Seen[]> {
  const ends: readonly UpstreamEvent[] = [
    { kind: 'done', reason: 'tool' },
    { kind: 'done', reason: 'length' },
    { kind: 'failed', problem: { code: 'x', message: 'No.' }, mayRetry: true },
  ];
  const streams = await Promise.all(ends.map((end) => eventsOfOwn([...EVERYTHING, end])));
  return streams.flat();
}

/** Each on a gateway of its own, so that they can run side by side. */
async function eventsOfOwn(events: readonly UpstreamEvent[]): Promise<Seen[]> {
  const upstream = new ScriptedUpstream(async function* () {
    yield* events;
  });
  const own = await startGateway({ upstreams: [upstream] });
  const body = { model: 'm', input: 'Hi', stream: true, background: true };
  const text = await (await own.post('/responses', body)).text();
  await own.close();
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
}

describe('events of the Responses API', () => {
  it('are all that the client knows, but those of what is refused', async () => {
    expect(KNOWN.size).toBeGreaterThan(50);
    const seen = new Set((await all()).map(({ type }) => type));
    const missing = [...KNOWN.keys()].filter((type) => !seen.has(type));
    const unexplained = missing.filter((type) => !HOSTED.test(type) && !SUMMARIES.test(type));
    // Told to those who read an answer that is deleted: below.
    expect(unexplained).toEqual(['error']);
    expect([...seen].filter((type) => !KNOWN.has(type))).toEqual([]);
  });

  it('have every field that the client requires, and so have what they hold', async () => {
    const lacking: string[] = [];
    const check = (name: string, value: unknown, where: string) => {
      const fields = requiredOf(name);
      if (fields.length === 0) lacking.push(`${name} has no fields`);
      for (const field of fields) {
        if (!Object.hasOwn(Object(value), field)) lacking.push(`${where}: ${field}`);
      }
    };
    const events = await all();
    for (const event of events) {
      check(KNOWN.get(event.type)!, event, event.type);
      if ('response' in event) check('Response', event['response'], `${event.type}.response`);
      if ('item' in event) checkItem(event['item'], event.type, check);
      const usage = Object(event['response'])['usage'];
      if (usage) check('ResponseUsage', usage, `${event.type}.usage`);
    }
    expect(lacking).toEqual([]);
    expect(events.length).toBeGreaterThan(60);
  });

  it('have numbers from 0 without a gap', async () => {
    const events = await eventsOf(async function* () {
      yield* EVERYTHING;
      yield { kind: 'done', reason: 'stop' };
    });
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, at) => at));
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: {
        output: [
          { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm' }] },
          {
            ...{ type: 'message', status: 'completed' },
            content: [
              { type: 'output_text', text: 'No' },
              { type: 'refusal', refusal: 'I would rather not' },
            ],
          },
          { type: 'function_call', call_id: 'call_1', name: 'plan', arguments: '{"a":1}' },
        ],
        usage: { output_tokens_details: { reasoning_tokens: 2 } },
      },
    });
  });

  it('end with an error for those who read what is deleted', async () => {
    const gate = new Gate();
    const upstream = new ScriptedUpstream(async function* () {
      yield { kind: 'text', delta: 'Hel' };
      await gate.passed;
    });
    const client = (await startGateway({ upstreams: [upstream] })).client();
    const stream = await client.responses.create({ model: 'm', input: 'Hi', stream: true });
    const seen: Seen[] = [];
    for await (const event of stream) {
      seen.push(event as unknown as Seen);
      if (event.type === 'response.output_text.delta') {
        await client.responses.delete(Object(seen[0]!['response']).id);
      }
    }
    const last = seen.at(-1)!;
    for (const field of requiredOf('ResponseErrorEvent')) expect(last).toHaveProperty(field);
    expect(last).toMatchObject({ type: 'error', code: 'deleted' });
    expect(upstream.stopped).toBe(1);
    const id = Object(seen[0]!['response']).id;
    await expect(client.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });
});

function checkItem(
  item: unknown,
  where: string,
  check: (name: string, value: unknown, where: string) => void,
): void {
  const names: Record<string, string> = {
    message: 'ResponseOutputMessage',
    function_call: 'ResponseFunctionToolCall',
    reasoning: 'ResponseReasoningItem',
  };
  const { type, content } = Object(item);
  check(names[type] ?? type, item, `${where}.item`);
  for (const part of type === 'message' ? content : []) {
    const name = part.type === 'refusal' ? 'ResponseOutputRefusal' : 'ResponseOutputText';
    check(name, part, `${where}.part`);
  }
}
