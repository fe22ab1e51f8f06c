import { expect, it } from 'vitest';
import { HELLO, ScriptedUpstream, says, startGateway } from './gateway.fixture.ts';

const ASK = { model: 'm', input: 'Hi' };
const CHAT = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], store: true };

async function start() {
  const upstream = new ScriptedUpstream(says(...HELLO));
  return { ...(await startGateway({ upstreams: [upstream] })), upstream };
}

it.each([
  ['another question', '/responses', { ...ASK, input: 'Ho' }],
  ['another way to be answered', '/responses', { ...ASK, stream: true }],
  ['the other face', '/chat/completions', CHAT],
])('a request that is called as another one was is refused: %s', async (_, path, body) => {
  const { post, upstream } = await start();
  const called = { 'idempotency-key': 'one' };
  expect((await post('/responses', ASK, called)).status).toBe(200);
  const refused = await post(path, body, called);
  expect([refused.status, refused.headers.get('x-should-retry')]).toEqual([409, 'false']);
  expect((await refused.json()).error.code).toBe('idempotency_key_reused');
  expect(upstream.requests).toHaveLength(1);
});

it('a name that is too long is refused, and not cut to one that another has', async () => {
  const { post } = await start();
  const name = 'x'.repeat(255);
  expect((await post('/responses', ASK, { 'idempotency-key': name })).status).toBe(200);
  const refused = await post('/responses', ASK, { 'idempotency-key': `${name}y` });
  expect(refused.status).toBe(400);
});

it('the same request again gets the answer that there is, until that is deleted', async () => {
  const { post, client, upstream } = await start();
  const called = { 'idempotency-key': 'one' };
  const first = await (await post('/chat/completions', CHAT, called)).json();
  const again = await (await post('/chat/completions', CHAT, called)).json();
  expect(again).toEqual(first);
  expect(upstream.requests).toHaveLength(1);
  await client().responses.delete(first.id.replace('chatcmpl-', 'resp_'));
  const anew = await (await post('/chat/completions', CHAT, called)).json();
  expect(anew.id).not.toBe(first.id);
});
