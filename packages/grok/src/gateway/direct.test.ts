import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type DirectParts, directDoor } from './direct.ts';
import type { UpstreamEvent } from './upstream.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

const TIMEOUTS = { connect: 5, firstToken: 5, betweenTokens: 5, whole: 5 };

async function ask(
  url: string,
  more: Partial<DirectParts> = {},
  signal = new AbortController().signal,
): Promise<UpstreamEvent[]> {
  const door = directDoor({
    ...{ url, kind: 'openai', model: 'sees', secret: 'sesame', timeouts: TIMEOUTS, waits: [] },
    ...more,
  });
  const events: UpstreamEvent[] = [];
  const turns = [{ kind: 'message', role: 'user', text: 'Read' }] as const;
  for await (const event of door.respond({ model: 'sees', turns, tools: [] }, signal))
    events.push(event);
  await door.close();
  return events;
}

const said = (text: string): string =>
  `${[
    { choices: [{ index: 0, delta: { role: 'assistant', content: text } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 } },
  ]
    .map((piece) => `data: ${JSON.stringify(piece)}\n\n`)
    .join('')}data: [DONE]\n\n`;

describe('a model that is asked without the gateway', () => {
  it('answers with its text and its tokens, to the key that was given', async () => {
    const keys: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      keys.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(said('hello'));
    });
    const events = await ask(url);
    expect(events).toContainEqual({ kind: 'text', delta: 'hello' });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'usage', input: 7, output: 2 }));
    expect(events.at(-1)).toEqual({ kind: 'done', reason: 'stop' });
    expect(keys).toEqual(['Bearer sesame']);
  });

  it('is asked again while it is busy, as often as that is waited for', async () => {
    let count = 0;
    const url = await serve((_, response) => {
      if (++count < 3) response.writeHead(429).end('{"error":{"message":"slow down"}}');
      else response.writeHead(200, { 'content-type': 'text/event-stream' }).end(said('now'));
    });
    expect(await ask(url, { waits: [0, 0] })).toContainEqual({ kind: 'text', delta: 'now' });
    count = 0;
    const given = await ask(url, { waits: [0] });
    expect(given).toEqual([expect.objectContaining({ kind: 'failed' })]);
    expect(count).toBe(2);
  });

  it('is not asked again for what it refuses', async () => {
    let count = 0;
    const url = await serve((_, response) => {
      count++;
      response.writeHead(400).end('{"error":{"message":"no pictures here"}}');
    });
    const [failed] = await ask(url, { waits: [0, 0] });
    expect(failed).toMatchObject({ kind: 'failed', problem: { code: 'upstream.refused' } });
    expect(count).toBe(1);
  });

  it('is not waited for when it says nothing', async () => {
    const url = await serve((_, response) => void response.writeHead(200).flushHeaders());
    const [failed] = await ask(url, { timeouts: { ...TIMEOUTS, firstToken: 0.05 } });
    expect(failed).toMatchObject({ kind: 'failed', problem: { code: 'upstream.timeout' } });
  });

  it('is left when the asking is stopped, and while it waits', async () => {
    const stop = new AbortController();
    const url = await serve((_, response) => {
      response.writeHead(503).end();
      setImmediate(() => stop.abort());
    });
    const [failed] = await ask(url, { waits: [3600] }, stop.signal);
    expect(failed).toMatchObject({ kind: 'failed', problem: { code: 'upstream.stopped' } });
  });
});
