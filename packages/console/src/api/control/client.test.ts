import { describe, expect, it } from 'vitest';
import { askControl, giveOrder, ofRun, request, type Wires } from './client.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** Wires that answer with a response, and what was sent over them. */
function wiresTo(answer: () => Response) {
  const sent: Sent[] = [];
  const wires: Wires = {
    fetch: async (url, init) => {
      sent.push({ url, init });
      return answer();
    },
    token: () => 'secret',
    base: () => 'http://127.0.0.1:4680/?file=one-pod#/operate/runs',
  };
  return { wires, sent };
}

const json =
  (value: unknown, status = 200) =>
  () =>
    Response.json(value, { status });
const problem = (message: string, status: number) =>
  json({ ok: false, problems: [{ code: 'x', message }] }, status);
const page = () => new Response('<html>', { headers: { 'content-type': 'text/html' } });

describe('askControl', () => {
  it('sends nothing without a token', async () => {
    const { wires, sent } = wiresTo(json({}));
    const none = { ...wires, token: () => undefined };
    expect(await askControl('/state', undefined, none)).toMatchObject({
      fault: { reason: 'token' },
    });
    expect(sent).toEqual([]);
  });

  it.each([
    ['a wrong token', problem('wrong token', 401), 'token', 'wrong token'],
    ['an unknown run', problem('no run "x"', 404), 'unknown', 'no run "x"'],
    ['a refusal', problem('it is over', 409), 'refused', 'it is over'],
    ['a proxy without its control plane', problem('gone', 502), 'lost', 'gone'],
    ['a static server with a fallback page', page, 'none', 'no control plane'],
    [
      'a static server without',
      () => new Response('Not Found', { status: 404 }),
      'none',
      'no control plane',
    ],
    ['half an answer', () => new Response('{"runs": ['), 'lost', 'cut off'],
  ])('tells %s', async (_, answer, reason, words) => {
    const asked = await askControl('/state', undefined, wiresTo(answer).wires);
    expect(asked).toMatchObject({ ok: false, fault: { reason } });
    expect(asked.ok ? '' : asked.fault.message).toContain(words);
  });

  it('tells that nothing answers, but not that the page lost interest', async () => {
    const { wires } = wiresTo(json({}));
    const broken: Wires = {
      ...wires,
      fetch: () => Promise.reject(new TypeError('failed to fetch')),
    };
    expect(await askControl('/state', undefined, broken)).toMatchObject({
      fault: { reason: 'lost' },
    });
    await expect(askControl('/state', AbortSignal.abort(), broken)).rejects.toThrow('failed');
  });

  it('asks beside the page with the token in a header and nowhere else', async () => {
    const { wires, sent } = wiresTo(json({ runs: [] }));
    expect(await askControl('/state', undefined, wires)).toEqual({ ok: true, value: { runs: [] } });
    expect(sent[0]?.url).toBe('http://127.0.0.1:4680/control/state');
    expect(new Headers(sent[0]?.init.headers).get('authorization')).toBe('Bearer secret');
  });
});

describe('request', () => {
  it('leaves out what is undefined, and quotes a name full of shell characters', async () => {
    const { wires, sent } = wiresTo(json({}));
    await request(ofRun('a/b $(x)', 'logs'), { query: { after: 0, rank: undefined }, wires });
    expect(sent[0]?.url).toBe('http://127.0.0.1:4680/control/runs/a%2Fb%20%24(x)/logs?after=0');
  });
});

describe('giveOrder', () => {
  it('posts who orders what, once', async () => {
    const { wires, sent } = wiresTo(json({ confirmed: true, words: 'It has stopped.' }));
    const given = await giveOrder(ofRun('nano', 'stop'), { by: 'Anna' }, wires);
    expect(given).toMatchObject({ ok: true, value: { confirmed: true } });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.init).toMatchObject({ method: 'POST', body: '{"by":"Anna"}' });
  });
});
