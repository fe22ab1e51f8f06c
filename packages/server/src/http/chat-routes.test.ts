import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asked, attachment, chat, chatList } from '@gigafactory/core/chats';
import type { Assistants } from '@gigafactory/grok/assistant';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { counting, FACTORY, openAllAt } from '../chats/chats.fixture.ts';
import { chatRoutes } from './chat-routes.ts';
import { doorOf } from './door.fixture.ts';

const TOKEN = 'a'.repeat(64);

let home: string;
let assistants: Assistants;
let routes: ReturnType<typeof chatRoutes>;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'gigafactory-chat-routes-'));
  assistants = await openAllAt(home, [counting('counter')]);
  routes = chatRoutes({ open: async () => assistants, close: async () => {} }, doorOf(home, TOKEN));
});
afterEach(async () => {
  await assistants.close();
  rmSync(home, { recursive: true });
});

async function send(path: string, body?: object | string, token = TOKEN): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { authorization: `Bearer ${token}` };
  const method = body === undefined ? 'GET' : 'POST';
  return routes.request(path, { method, headers, ...(body === undefined ? {} : { body: text }) });
}

const codeOf = async (response: Response) => (await response.json()).problems[0].code;

describe('the routes of chats', () => {
  it('tell nothing without the token', async () => {
    for (const [path, body] of [['/'], ['/answerers'], ['/ask', {}]] as const) {
      const response = await send(path, body, 'b'.repeat(64));
      expect(response.status, path).toBe(401);
      expect(await codeOf(response)).toBe('control.token');
    }
  });

  it('say why the assistant cannot be opened', async () => {
    const open = () => Promise.reject(new Error('Chats need the package libsql.'));
    const closed = chatRoutes({ open, close: async () => {} }, doorOf(home, TOKEN));
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await closed.request('/', { headers });
    expect(response.status).toBe(503);
    expect((await response.json()).problems[0].message).toContain('libsql');
  });

  it.each([
    ['/ask', 'no json', 400, 'http.json'],
    ['/ask', { text: '', factory: FACTORY }, 400, 'http.input'],
    ['/ask', { text: 'x'.repeat(20_000), factory: FACTORY }, 400, 'http.input'],
    ['/ask', { text: 'x', factory: FACTORY, more: 1 }, 400, 'http.input'],
    ['/ask', { text: 'x', factory: FACTORY, model: 'nobody' }, 422, 'chat.model'],
    ['/chat_0/rename', { title: ' ' }, 400, 'http.input'],
    ['/chat_0/rename', { title: 'x' }, 404, 'chat.unknown'],
    ['/chat_0/stop', { message: '../../etc/passwd' }, 400, 'http.input'],
    ['/chat_0/delete', {}, 404, 'chat.unknown'],
    ['/chat_0', undefined, 404, 'chat.unknown'],
    ['/chat_0/export', undefined, 404, 'chat.unknown'],
    ['/chat_0/messages/msg_0/events', undefined, 404, 'chat.unknown'],
    ['/files/file_0', undefined, 404, 'chat.file'],
    ['/files/..%2f..%2fchats.db', undefined, 404, 'chat.file'],
    ['/files/file_0/delete', {}, 404, 'chat.file'],
    ['/files?name=x.svg', 'no diagram', 422, 'attachment.kind'],
    ['/files?name=x.svg', ' '.repeat(8_000_001), 413, 'attachment.size'],
    ['/ask', { text: 'x', factory: FACTORY, files: ['x'] }, 400, 'http.input'],
    ['/no/such/path', undefined, 404, 'http.path'],
  ])('refuse %s of %j with %i %s', async (path, body, status, code) => {
    const response = await send(path, body);
    expect(response.status).toBe(status);
    expect(await codeOf(response)).toBe(code);
  });

  it.each([
    ['says its length', { 'content-length': '100000000' }],
    ['says no length', {}],
  ])('read no more of 100 MB than the limit, where it %s', async (_, more) => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (to) => {
        pulled += 1_000_000;
        if (pulled > 100_000_000) to.close();
        else to.enqueue(new Uint8Array(1_000_000));
      },
    });
    const headers = { authorization: `Bearer ${TOKEN}`, ...more };
    const order = { method: 'POST', headers, body, duplex: 'half' };
    const response = await routes.request('/files?name=x.png', order);
    expect(response.status).toBe(413);
    expect(await codeOf(response)).toBe('attachment.size');
    expect(pulled).toBeLessThan(12_000_000);
  });

  it.each([
    ['a mark that turns the line', 'a%E2%80%AEgnp.svg', 'agnp.svg'],
    ['folders, coded twice', '..%252f..%252fetc.svg', '..%2f..%2fetc.svg'],
    ['folders of Windows', 'C%3A%5Cetc%5Cpasswd.svg', 'passwd.svg'],
    ['a line of a header', 'x%0D%0Aset-cookie%3A%20a.svg', 'xset-cookie: a.svg'],
    ['no character at all', '%00', 'file'],
    ['bytes that are no text', '%FF%FE.svg', '%FF%FE.svg'],
  ])('call a file by plain text, be it sent with %s', async (_, name, shown) => {
    const sent = await send(`/files?name=${name}`, '<svg xmlns="http://www.w3.org/2000/svg"/>');
    expect(attachment.parse(await sent.json()).name).toBe(shown);
  });

  it('give a file back as nothing that a browser runs', async () => {
    const source = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const sent = await send('/files?name=..%2Fa%00.svg', source);
    const { id, name } = attachment.parse(await sent.json());
    expect(name).toBe('a.svg');
    const got = await send(`/files/${id}`);
    expect(got.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await got.text()).toBe(source);
  });

  it('answer as the contract says, and stream by offset', async () => {
    const begun = asked.parse(
      await (await send('/ask', { text: 'say 4', factory: FACTORY })).json(),
    );
    const events = `/${begun.chat}/messages/${begun.answer}/events`;
    const all = await (await send(`${events}?follow=1`)).text();
    const offsets = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).offset);
    expect(offsets(all)).toEqual([1, 2, 3, 4, 5]);
    expect(offsets(await (await send(`${events}?after=3&follow=1`)).text())).toEqual([4, 5]);
    expect((await send(`${events}?after=-1`)).status).toBe(400);
    chat.parse(await (await send(`/${begun.chat}`)).json());
    const { chats } = chatList.parse(await (await send('/?search=say')).json());
    expect(chats.map(({ id }) => id)).toEqual([begun.chat]);
    const factory = await (await send(`/${begun.chat}/messages/${begun.answer}/factory`)).json();
    expect(factory).toEqual(FACTORY);
    const markdown = await (await send(`/${begun.chat}/export?as=markdown`)).text();
    expect(markdown).toMatch(/^# say 4\n[\s\S]*> say 4[\s\S]*0 1 2 3/);
    expect((await send(`/${begun.chat}/export?as=pdf`)).status).toBe(400);
    expect((await send(`/${begun.chat}/delete`, {})).status).toBe(200);
    expect((await send(`/${begun.chat}`)).status).toBe(404);
  });
});
