import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHAT_ROUTES } from '@gigafactory/core/chats';
import type { Assistants, Quota } from '@gigafactory/grok/assistant';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { counting, FACTORY, openAllAt } from '../chats/chats.fixture.ts';
import { PeopleOf } from '../people/index.ts';
import { chatRoutes } from './chat-routes.ts';
import { CHEAP, invite } from './door.fixture.ts';
import { Door } from './door.ts';
import { sweepRemoved } from './sweep-removed.ts';

const TOKEN = 'a'.repeat(64);

let home: string;
let accounts: PeopleOf;
let assistants: Assistants;
let door: Door;
let routes: ReturnType<typeof chatRoutes>;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gigafactory-owners-'));
  accounts = new PeopleOf({ home }, { cost: CHEAP });
  door = new Door({ home, token: TOKEN }, accounts);
});
afterEach(async () => {
  await assistants.close();
  accounts.close();
  rmSync(home, { recursive: true });
});

async function open(quota?: Quota): Promise<void> {
  assistants = await openAllAt(home, [counting('counter', { goesTo: 'example.com' })], quota);
  routes = chatRoutes({ open: async () => assistants, close: async () => {} }, door);
}

interface Who {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
}

const LOCAL: Who = { id: '', headers: { authorization: `Bearer ${TOKEN}` } };

async function person(name: string): Promise<Who> {
  const { id, invitation } = invite(home, name);
  const people = accounts.all()!;
  await people.accept(invitation, 'correct horse battery');
  const { cookie, proof } = people.sessions.begin(id, 'test');
  const headers = {
    cookie: `${door.cookie('session')}=${cookie}`,
    authorization: `Bearer ${proof}`,
  };
  return { id, headers };
}

async function send(who: Who, path: string, body?: object | string): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const init = body === undefined ? {} : { method: 'POST', body: text };
  return routes.request(path, { ...init, headers: { ...who.headers } });
}

const ASK = { text: 'say 3 quokka', factory: FACTORY, allowed: 'example.com' };
const codeOf = async (response: Response) => (await response.json()).problems[0].code;

/** A chat with an attached file, whose answer is over. */
async function begin(who: Who) {
  const { id: file } = await (await send(who, '/files?name=x.dot', 'graph { a -- quokka }')).json();
  const begun = await (await send(who, '/ask', { ...ASK, files: [file] })).json();
  await (await send(who, `/${begun.chat}/messages/${begun.answer}/events?follow=1`)).text();
  return { ...begun, file };
}

describe('a chat', () => {
  it('does not exist for anybody but its owner, on any route, whatever ids are known', async () => {
    await open();
    const [ada, mia] = [await person('ada'), await person('mia')];
    for (const owner of [ada, LOCAL]) {
      const { chat, answer, question, file } = await begin(owner);
      const bodies: Record<string, object> = {
        ask: { ...ASK, chat, parent: answer },
        regenerate: { message: answer, allowed: 'example.com' },
        stop: { message: answer },
        show: { message: question },
        rename: { title: 'mine' },
      };
      for (const other of [ada, mia, LOCAL].filter((each) => each !== owner)) {
        for (const [name, route] of Object.entries(CHAT_ROUTES)) {
          if (['list', 'answerers', 'attach'].includes(name)) continue;
          const path = route.path
            .slice('/chats'.length)
            .replace(':chat', chat)
            .replace(':message', answer)
            .replace(':file', file);
          const body = route.method === 'POST' ? (bodies[name] ?? {}) : undefined;
          const response = await send(other, path, body);
          const code = name === 'detach' || name === 'file' ? 'chat.file' : 'chat.unknown';
          expect([name, response.status, await codeOf(response)]).toEqual([name, 404, code]);
        }
        const found = await (await send(other, '/?search=quokka')).json();
        const listed = await (await send(other, '/')).json();
        const ids = [...found.chats, ...listed.chats].map(({ id }: { id: string }) => id);
        expect(ids).not.toContain(chat);
        const stolen = await send(other, '/ask', { ...ASK, files: [file] });
        expect(await codeOf(stolen)).toBe('chat.file');
      }
      expect((await send(owner, `/${chat}`)).status).toBe(200);
    }
  });

  it('is read no further by who is disabled meanwhile', async () => {
    await open();
    const ada = await person('ada');
    const begun = await (await send(ada, '/ask', ASK)).json();
    accounts.all()!.change({ person: ada.id, disabled: true }, 'local');
    const path = `/${begun.chat}/messages/${begun.answer}/events?follow=1`;
    expect(await codeOf(await send(ada, path))).toBe('people.signed-out');
  });

  it('goes with its person, and no byte of it stays', async () => {
    await open();
    const [ada, mia] = [await person('ada'), await person('mia')];
    await begin(ada);
    await begin(mia);
    const bytes = (): string =>
      readdirSync(home)
        .map((name) => readFileSync(join(home, name), 'latin1'))
        .join();
    accounts.all()!.remove(ada.id, 'local');
    const stop = sweepRemoved(accounts, { open: async () => assistants, close: async () => {} });
    await expect.poll(() => accounts.all()!.removed(), { timeout: 20_000 }).toEqual([]);
    expect(bytes()).toContain('quokka');
    accounts.all()!.remove(mia.id, 'local');
    await expect.poll(() => accounts.all()!.removed(), { timeout: 20_000 }).toEqual([]);
    await stop();
    expect(bytes()).not.toContain('quokka');
    const kinds = accounts
      .all()!
      .audit.read()
      .entries.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'chats deleted')).toHaveLength(2);
  });
});

describe('the audit', () => {
  it('says who allowed what to leave, and who deleted a chat, with no word of it', async () => {
    await open();
    const ada = await person('ada');
    const { chat } = await begin(ada);
    await begin(ada);
    await send(ada, `/${chat}/delete`, {});
    const { entries } = accounts.all()!.audit.read();
    const allowed = entries.filter(({ kind }) => kind === 'allowed outside');
    expect(allowed).toMatchObject([{ who: 'ada', detail: 'example.com' }]);
    expect(entries[0]).toMatchObject({ kind: 'chat deleted', who: 'ada' });
    expect(JSON.stringify(entries)).not.toContain('quokka');
  });
});

describe('a quota', () => {
  it('refuses the question after the last one, and counts none that is refused', async () => {
    const counted: string[] = [];
    const problem = { code: 'rate_limit_exceeded', message: 'All used up.' };
    await open({
      refusal: () => (counted.length >= 2 ? problem : undefined),
      count: async (answer) => void counted.push(answer),
    });
    const ada = await person('ada');
    const { chat, answer } = await begin(ada);
    expect((await send(ada, '/ask', { ...ASK, allowed: 'elsewhere' })).status).toBe(422);
    expect(counted).toEqual([answer]);
    const regenerate = { message: answer, allowed: 'example.com' };
    expect((await send(ada, `/${chat}/regenerate`, regenerate)).status).toBe(200);
    for (const response of [
      await send(ada, '/ask', ASK),
      await send(ada, `/${chat}/regenerate`, regenerate),
    ]) {
      expect([response.status, (await response.json()).problems]).toEqual([422, [problem]]);
    }
    expect((await send(LOCAL, '/ask', ASK)).status).toBe(200);
  });
});
