import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holding, INITIALIZE, partsOf, toolCall } from '../mcp/mcp.fixture.ts';
import { openStateFolder } from '../operate/state-folder.ts';
import { type Served, serve } from './serve.ts';

let folder: string;
let served: Served;
let token: string;
const held = holding();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-mcp-'));
  writeFileSync(join(folder, 'index.html'), '<html><head></head><body></body></html>');
  writeFileSync(join(folder, 'README.md'), '# Gigafactory\n\nOne file in, a factory out.\n');
  writeFileSync(join(folder, 'llms.txt'), '- [Gigafactory](README.md): One file in.\n');
  const state = openStateFolder(join(folder, 'state'));
  if (!state.ok) throw new Error(state.problems[0]?.message);
  ({ token } = state.value);
  const { document } = await partsOf(held.run);
  served = await serve({
    ...{ file: document, console: folder, port: 0, run: held.run, folder: state.value },
    mcp: { edits: {}, typed: 'one-pod.yaml', version: '1.2.3' },
  });
});

afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

const ACCEPT = 'application/json, text/event-stream';

function post(
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  signal: AbortSignal | null = null,
) {
  return fetch(`${served.url}mcp`, {
    ...{ method: 'POST', signal },
    headers: {
      ...{ authorization: `Bearer ${token}`, accept: ACCEPT, 'content-type': 'application/json' },
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** By another name of the host, which `fetch` lets nobody choose. */
function statusAs(headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const all = { authorization: `Bearer ${token}`, accept: ACCEPT, ...headers };
    const url = new URL('mcp', served.url);
    const sent = request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...all },
    });
    sent.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(INITIALIZE));
  });
}

/** A session as clients of 2025 have it. */
async function begin(): Promise<Readonly<Record<string, string>>> {
  const answer = await post(INITIALIZE);
  await answer.text();
  return { 'mcp-session-id': answer.headers.get('mcp-session-id')! };
}

/** The messages of an answer, which is a stream of events. */
async function messagesOf(answer: Response) {
  const lines = (await answer.text()).split('\n').filter((line) => line.startsWith('data: {'));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)));
}

describe('a stranger', () => {
  it.each([
    ['no token', ''],
    ['another token', `Bearer ${'0'.repeat(64)}`],
    ['an empty token', 'Bearer '],
    ['another scheme', 'Basic Z2lnYTpmYWN0b3J5'],
  ])('with %s is refused, by every method', async (_, authorization) => {
    for (const method of ['POST', 'GET', 'DELETE', 'PUT', 'OPTIONS']) {
      const answer = await fetch(`${served.url}mcp`, { method, headers: { authorization } });
      expect([method, answer.status]).toEqual([method, 401]);
      expect(await answer.text()).not.toContain(token);
    }
  });

  it('with half of the token, or the token of metrics, is refused', async () => {
    for (const guess of [token.slice(0, 32), `${token}0`, token.toUpperCase()]) {
      expect((await post(INITIALIZE, { authorization: `Bearer ${guess}` })).status).toBe(401);
    }
  });

  it('with the token in the address is refused', async () => {
    const answer = await fetch(`${served.url}mcp?token=${token}`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(401);
  });

  it.each([
    { host: 'evil.example' },
    { host: 'localhost.evil.example:80' },
    { host: '169.254.169.254' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost.evil.example' },
  ])('from %j is refused, even with the token', async (headers) => {
    expect(await statusAs(headers)).toBe(403);
  });

  it('from a page of another port is refused, and a page of this one is not', async () => {
    expect((await post(INITIALIZE, { origin: 'http://127.0.0.1:9' })).status).toBe(403);
    expect((await post(INITIALIZE, { origin: new URL(served.url).origin })).status).toBe(200);
  });
});

describe('a bad request', () => {
  it.each([
    ['junk', 'junk', 400],
    ['nothing', '', 400],
    ['a number', '7', 400],
    ['a list of nothing', '[]', 400],
    ['another protocol', '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400],
  ])('with %s is refused', async (_, body, status) => {
    expect((await post(body)).status).toBe(status);
  });

  it('that is too large is refused before it is read', async () => {
    expect((await post(`"${'x'.repeat(8_000_001)}"`)).status).toBe(413);
  });

  it('of a session that is not there is refused, so that the client begins anew', async () => {
    for (const id of ['0', '__proto__', 'constructor']) {
      const answer = await post(toolCall(1, 'plan', {}), { 'mcp-session-id': id });
      expect(answer.status).toBe(404);
    }
  });

  it('that is no JSON by its type is refused', async () => {
    expect((await post(INITIALIZE, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('nested very deep is refused, and the server goes on', async () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"plan","arguments":${deep}}}`;
    expect(await (await post(body)).text()).toContain('request.depth');
    expect((await post(INITIALIZE)).status).toBe(200);
  });

  it('is not stored, and no page may read it', async () => {
    const answer = await post(INITIALIZE);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
  });
});

describe('a session', () => {
  it('lists tools and documents, and calls tools', async () => {
    const session = await begin();
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const [{ result }] = await messagesOf(await post(list, session));
    expect(result.tools.map(({ name }: { name: string }) => name)).toContain('explain');
    const call = toolCall(2, 'explain', { path: 'power.facility' });
    expect(await messagesOf(await post(call, session))).toMatchObject([
      { id: 2, result: { structuredContent: { value: { path: 'power.facility' } } } },
    ]);
    const docs = { jsonrpc: '2.0', id: 3, method: 'resources/list' };
    const [{ result: listed }] = await messagesOf(await post(docs, session));
    expect(listed.resources).toContainEqual(
      expect.objectContaining({ uri: 'gigafactory://docs/README.md', title: 'Gigafactory' }),
    );
  });

  it('cancels a call, which then ends, and says no more of it', async () => {
    const session = await begin();
    const call = post(toolCall(1, 'twin', { run: 'slow' }), session).then(messagesOf);
    await expect.poll(held.waiting).toBeGreaterThan(0);
    const params = { requestId: 1, reason: 'enough' };
    const method = 'notifications/cancelled';
    expect((await post({ jsonrpc: '2.0', method, params }, session)).status).toBe(202);
    await expect.poll(held.waiting).toBe(0);
    expect(await call).toEqual([]);
  });

  it('cancels no call of another', async () => {
    const [mine, other] = [await begin(), await begin()];
    const gone = new AbortController();
    const call = post(toolCall(1, 'twin', { run: 'slow' }), mine, gone.signal).then(messagesOf);
    call.catch(() => {});
    await expect.poll(held.waiting).toBeGreaterThan(0);
    const params = { requestId: 1 };
    await post({ jsonrpc: '2.0', method: 'notifications/cancelled', params }, other);
    await post({ jsonrpc: '2.0', id: 2, method: 'ping' }, other);
    expect(held.waiting()).toBeGreaterThan(0);
    gone.abort();
    await expect.poll(held.waiting).toBe(0);
  });

  it('answers two calls at once, each with its own', async () => {
    const session = await begin();
    const paths = ['fleet.gpus', 'power.facility', 'power.it'];
    const answers = await Promise.all(
      paths.map((path, id) => post(toolCall(id, 'explain', { path }), session).then(messagesOf)),
    );
    expect(answers).toMatchObject(
      paths.map((path, id) => [{ id, result: { structuredContent: { value: { path } } } }]),
    );
  });

  it('is not needed for a single call', async () => {
    const call = toolCall(2, 'explain', { path: 'fleet.gpus' });
    expect(await messagesOf(await post(call))).toMatchObject([{ id: 2, result: {} }]);
  });
});

describe('sessions', () => {
  it('end when their client says so, and the oldest of too many', async () => {
    const ping = async (session: Readonly<Record<string, string>>) =>
      (await post({ jsonrpc: '2.0', id: 5, method: 'ping' }, session)).status;
    const [first, second] = [await begin(), await begin()];
    expect(first).not.toEqual(second);
    expect(await ping(first)).toBe(200);
    const headers = { authorization: `Bearer ${token}`, ...first };
    await fetch(`${served.url}mcp`, { method: 'DELETE', headers });
    expect(await ping(first)).toBe(404);
    for (let more = 0; more < 64; more++) await begin();
    expect(await ping(second)).toBe(404);
  });
});
