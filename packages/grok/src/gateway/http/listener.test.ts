import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  HELLO,
  type RunningGateway,
  ScriptedUpstream,
  says,
  startGateway,
} from '../gateway.fixture.ts';

const start = (upstream = new ScriptedUpstream(says(...HELLO))): Promise<RunningGateway> =>
  startGateway({ upstreams: [upstream] });

const SOON = { timeout: 60_000 };
const STREAMED = JSON.stringify({ model: 'm', input: 'Hi', stream: true });

/** A connection on which a request was written, as far as it goes. */
function write({ url }: RunningGateway, text: string, length = text.length): Promise<Socket> {
  const { port } = new URL(url);
  const head = `POST /v1/responses HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n`;
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(head + text, () => resolve(socket));
    });
  });
}

describe('requests of Node below /v1/', () => {
  it('are dropped when their client leaves in the middle of them', async () => {
    const upstream = new ScriptedUpstream(says(...HELLO));
    const gateway = await start(upstream);
    const socket = await write(gateway, '{"model": "m", "input": "H', 1000);
    socket.destroy();
    expect((await gateway.client().responses.create({ model: 'm', input: 'Hi' })).status).toBe(
      'completed',
    );
    expect(upstream.requests).toHaveLength(1);
    expect(gateway.warnings).toEqual([]);
  });

  it('name what is not there, however it is written', async () => {
    const { url, post, warnings } = await start();
    for (const path of ['/v1/models/%E0%A4%A', '/v1/models/', '/v1/responses/resp_x', '/v1/x']) {
      const answer = await fetch(url + path);
      expect(answer.status).toBe(404);
      expect((await answer.json()).error).toMatchObject({ code: 'not_found' });
    }
    expect((await post('/models', {})).status).toBe(404);
    expect(warnings).toEqual([]);
  });

  it('have no body in their answer if only its head was asked for', async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/v1/models`, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(50);
  });
});

describe('a stream', () => {
  it('has all that one moment brings in one piece', async () => {
    const socket = await write(await start(), STREAMED);
    let bytes = '';
    for await (const piece of socket) bytes += piece;
    const [, body = ''] = bytes.split('\r\n\r\n', 2);
    expect(bytes.split('event: ')).toHaveLength(11);
    // The length of a chunk stands alone on its line.
    expect(body.match(/^[\da-f]+\r$/gm)?.length ?? 0).toBeLessThanOrEqual(2);
  });

  it('waits for a reader that is slow, and gives it all', async () => {
    const pieces = 20;
    const upstream = new ScriptedUpstream(async function* () {
      for (let at = 0; at < pieces; at++) {
        yield { kind: 'text', delta: 'x'.repeat(50_000) };
        await new Promise(setImmediate);
      }
      yield { kind: 'done', reason: 'stop' };
    });
    const gateway = await start(upstream);
    const socket = await write(gateway, STREAMED);
    socket.pause();
    await expect.poll(() => upstream.requests.length, SOON).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const bytes: Buffer[] = [];
    for await (const piece of socket) bytes.push(piece);
    const text = Buffer.concat(bytes).toString();
    const numbers = [...text.matchAll(/"sequence_number":(\d+)/g)].map(([, number]) =>
      Number(number),
    );
    expect(numbers).toEqual(numbers.map((_, index) => index));
    expect(text.includes('event: response.completed')).toBe(true);
    await expect.poll(() => gateway.opened.metrics(), SOON).toMatch(/streams 0\n/);
  });
});
