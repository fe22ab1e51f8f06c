import type { ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { FakeServer, MemoryBooks, startGateway } from './gateway.fixture.ts';

let server: FakeServer | undefined;
afterEach(() => server?.stop());

const TOOLS = [{ type: 'function' as const, name: 'plan', parameters: null, strict: null }];

function send(response: ServerResponse, delta: object, reason: string | null = null): void {
  const choices = [{ index: 0, delta, finish_reason: reason }];
  response.write(`data: ${JSON.stringify({ choices })}\n\n`);
}

function pieceOf(written: string) {
  const call = { index: 0, id: 'c1', function: { name: 'plan', arguments: written } };
  return { tool_calls: [call] };
}

/** A server that writes a call in pieces, one every so often; `pieces` of them, and then its end. */
function writes(pieces: number, piece: string, everyMs: number) {
  return (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    send(response, pieceOf('{"a":"'));
    let written = 0;
    const timer = setInterval(() => {
      if (written++ < pieces) return send(response, pieceOf(piece));
      clearInterval(timer);
      send(response, pieceOf('"}'));
      send(response, {}, 'tool_calls');
      response.end('data: [DONE]\n\n');
    }, everyMs);
    response.once('close', () => clearInterval(timer));
  };
}

async function start(answer: (response: ServerResponse) => void, more = '') {
  server = await new FakeServer(answer).start();
  const yaml = `gateway: 1
upstreams:
  far: { kind: vllm, url: "${server.url}", models: { m: m }, timeouts: { betweenTokens: 1 s, firstToken: 1 s } }
${more}`;
  const books = new MemoryBooks();
  return { ...(await startGateway({ yaml, books })), books };
}

it('a call without an end is ended, and the upstream is told', async () => {
  const { client } = await start(writes(Number.POSITIVE_INFINITY, 'x'.repeat(10_000), 1));
  const answer = await client().responses.create({
    ...{ model: 'm', input: 'Hi', tools: TOOLS, max_output_tokens: 100 },
  });
  expect(answer).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
  });
  expect(answer.usage!.output_tokens).toBeGreaterThan(100);
  await expect.poll(() => server!.left).toBe(1);
});

it('a call that takes its time is no silence', async () => {
  // Longer than the gateway waits for a piece, in pieces that come in time.
  const { client } = await start(writes(8, 'abcd', 250));
  const answer = await client().responses.create({ model: 'm', input: 'Hi', tools: TOOLS });
  expect(answer.output).toMatchObject([
    { type: 'function_call', arguments: `{"a":"${'abcd'.repeat(8)}"}` },
  ]);
});

it('a call is paid for as it is written', async () => {
  const priced = `site: { moneyPerDay: $10, moneyPerMonth: $10 }
answer: { money: $1 }
prices: { m: [{ from: 2026-01-01, input: $0, output: $1000, source: tests }] }`;
  const endless = writes(Number.POSITIVE_INFINITY, 'x'.repeat(400), 1);
  const { client, books } = await start(endless, priced);
  const answer = await client().responses.create({ model: 'm', input: 'Hi', tools: TOOLS });
  expect(answer.incomplete_details).toEqual({ reason: 'max_output_tokens' });
  const [entry] = books.entries().filter(({ kind }) => kind === 'answer');
  // What is above the most of an answer is the site's.
  expect(entry).toMatchObject({ cost: 1 });
  expect(Number(entry!['lost'])).toBeLessThan(0.5);
});
