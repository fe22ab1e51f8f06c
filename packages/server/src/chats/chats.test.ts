import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '@gigafactory/core/base';
import { isAnswerOver, textOfAnswer } from '@gigafactory/core/chats';
import type { Assistant } from '@gigafactory/grok/assistant';
import Database from 'libsql';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { counting, eventsOf, FACTORY, openAt } from './chats.fixture.ts';
import { openChats } from './open.ts';

let home: string;
let opened: Assistant[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gigafactory-chats-'));
  opened = [];
});
afterEach(async () => {
  for (const assistant of opened) await assistant.close();
  rmSync(home, { recursive: true });
});

async function open(...answerers: Parameters<typeof openAt>[1]): Promise<Assistant> {
  const assistant = await openAt(home, answerers.length > 0 ? answerers : [counting('counter')]);
  opened.push(assistant);
  return assistant;
}

async function close(assistant: Assistant): Promise<void> {
  opened = opened.filter((each) => each !== assistant);
  await assistant.close();
}

function granted<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.value;
}

const codeOf = (result: Result<unknown>) => (result.ok ? '' : result.problems[0]?.code);

async function ask(assistant: Assistant, text: string, more: object = {}) {
  return granted(await assistant.ask({ text, parent: null, factory: FACTORY, ...more }));
}

/** What stands in the files of the folder. */
function bytesOnDisk(): string {
  return readdirSync(home)
    .map((name) => readFileSync(join(home, name), 'latin1'))
    .join('\n');
}

describe('a file of chats', () => {
  it('is refused where it is something else, or another process has it', async () => {
    writeFileSync(join(home, 'chats.db'), 'this is no database at all, but a text\n'.repeat(50));
    expect(codeOf(openChats({ home }))).toBe('chats.open');
    rmSync(join(home, 'chats.db'));
    await open();
    expect(codeOf(openChats({ home }))).toBe('chats.held');
  });
});

describe('an order that cannot be carried out', () => {
  it('says why', async () => {
    const assistant = await open();
    const { chat, question } = await ask(assistant, 'say 1');
    const chatless = 'chat_000000000000000000000000';
    const order = { text: 'x', parent: null, factory: FACTORY };
    expect(codeOf(await assistant.ask({ ...order, chat: chatless }))).toBe('chat.unknown');
    expect(codeOf(await assistant.ask({ ...order, chat, parent: question }))).toBe('chat.parent');
    expect(codeOf(await assistant.ask({ ...order, model: 'nobody' }))).toBe('chat.model');
    expect(codeOf(await assistant.get(chatless))).toBe('chat.unknown');
    expect(codeOf(await assistant.stop(chat, question))).toBe('chat.message');
    expect(codeOf(await assistant.show(chat, 'msg_0'))).toBe('chat.message');
    expect(codeOf(await assistant.regenerate(chat, { message: question }))).toBe('chat.message');
    expect(codeOf(await assistant.remove(chatless))).toBe('chat.unknown');
  });
});

describe('an answerer outside of this machine', () => {
  it('receives nothing before a person has allowed exactly that', async () => {
    let isAsked = false;
    const wait = async () => {
      isAsked = true;
    };
    const outside = counting('outside', { goesTo: 'example.com', wait });
    const assistant = await openAt(home, [counting('inside'), outside]);
    opened.push(assistant);
    const { chat, answer } = await ask(assistant, 'say 1', { model: 'inside' });
    const order = { text: 'say 1', parent: null, factory: FACTORY, model: 'outside' };
    for (const allowed of [undefined, '', 'example.org']) {
      const refused = await assistant.ask({ ...order, allowed });
      expect(codeOf(refused)).toBe('chat.consent');
      const again = await assistant.regenerate(chat, {
        message: answer,
        model: 'outside',
        allowed,
      });
      expect(codeOf(again)).toBe('chat.consent');
    }
    expect(isAsked).toBe(false);
    const taken = granted(await assistant.ask({ ...order, allowed: 'example.com' }));
    expect((await eventsOf(assistant, taken.chat, taken.answer)).at(-1)?.kind).toBe('end');
  });
});

describe('a chat', () => {
  it('is a tree: questions asked again and answers given again are branches', async () => {
    const assistant = await open();
    const first = await ask(assistant, 'say 2');
    await eventsOf(assistant, first.chat, first.answer);
    const { chat } = first;
    const edited = await ask(assistant, 'say 3', { chat });
    const again = granted(await assistant.regenerate(chat, { message: first.answer }));
    const on = await ask(assistant, 'say 1', { chat, parent: again.answer });
    const kept = granted(await assistant.get(chat));
    expect(kept.leaf).toBe(on.answer);
    expect(kept.messages.map(({ parent }) => parent)).toEqual([
      ...[null, first.question, null, edited.question],
      ...[first.question, again.answer, on.question],
    ]);
    granted(await assistant.show(chat, edited.answer));
    expect(granted(await assistant.get(chat)).leaf).toBe(edited.answer);
  });

  it('is found by its words, the last of which is not finished, and by no operator', async () => {
    const assistant = await open();
    const { chat, answer } = await ask(assistant, 'say 1 about the rail-optimised fabric');
    await eventsOf(assistant, chat, answer);
    await ask(assistant, 'say 2');
    const found = async (words: string) => (await assistant.list(words)).map(({ id }) => id);
    expect(await found('fabric rai')).toEqual([chat]);
    expect(await found('spine')).toEqual([]);
    expect(await found('fabric OR say" NEAR(')).toEqual([]);
    expect(await assistant.list('')).toHaveLength(2);
    granted(await assistant.rename(chat, 'Cooling'));
    expect(await found('cooling')).toEqual([chat]);
  });

  it('leaves no byte behind when it is deleted', async () => {
    const assistant = await open();
    const secrets = ['zanzibar', 'quokka', 'marmalade', 'xylophone'];
    const factory = { text: `# ${secrets[3]}\n`.repeat(400), file: `${secrets[2]}.yaml` };
    const { chat, answer } = await ask(assistant, `say 3 ${secrets[0]}`, { factory });
    await eventsOf(assistant, chat, answer);
    granted(await assistant.rename(chat, `the ${secrets[1]}`));
    const other = await ask(assistant, 'say 1 kangaroo');
    await eventsOf(assistant, other.chat, other.answer);
    for (const secret of secrets) expect(bytesOnDisk()).toContain(secret);
    granted(await assistant.remove(chat));
    const left = bytesOnDisk();
    for (const secret of secrets) expect(left.includes(secret), secret).toBe(false);
    expect(left).toContain('kangaroo');
    expect(codeOf(await assistant.get(chat))).toBe('chat.unknown');
  });
});

describe('an attached file', () => {
  const SOURCE = 'graph { aardvark -- b }';
  const attach = async (assistant: Assistant, text = SOURCE) =>
    granted(await assistant.attach(Buffer.from(text), '../pod.dot'));

  it('is refused where there is none, or what answers cannot see it', async () => {
    const assistant = await open(counting('blind'), counting('seeing', { sees: true }));
    const none = { files: ['file_000000000000000000000000'] };
    const order = { text: 'say 1', parent: null, factory: FACTORY };
    expect(codeOf(await assistant.ask({ ...order, ...none }))).toBe('chat.file');
    expect(codeOf(await assistant.file(none.files[0]!))).toBe('chat.file');
    expect(codeOf(await assistant.attach(Buffer.from('no diagram'), 'x'))).toBe('attachment.kind');
    const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const { id } = granted(await assistant.attach(png, 'photo.png'));
    expect(codeOf(await assistant.ask({ ...order, files: [id] }))).toBe('chat.picture');
    const asked = granted(await assistant.ask({ ...order, files: [id], model: 'seeing' }));
    const again = { message: asked.answer, model: 'blind' };
    expect(codeOf(await assistant.regenerate(asked.chat, again))).toBe('chat.picture');
    expect(await assistant.list()).toHaveLength(1);
  });

  it('is there after a restart, with the edited question too, and can be taken back only before', async () => {
    const before = await open();
    const { id } = await attach(before);
    const left = await attach(before);
    const { chat } = await ask(before, 'say 1', { files: [id] });
    await ask(before, 'say 2', { chat, files: [id] });
    expect(codeOf(await before.detach(id))).toBe('chat.file');
    granted(await before.detach(left.id));
    expect(codeOf(await before.file(left.id))).toBe('chat.file');
    await close(before);
    const after = await open();
    const { messages } = granted(await after.get(chat));
    const files = messages.filter(({ role }) => role === 'person').map((each) => each.files);
    expect(files).toEqual([[expect.objectContaining({ id, name: 'pod.dot' })], files[0]]);
    expect(Buffer.from(granted(await after.file(id)).content).toString()).toBe(SOURCE);
  });

  it('leaves no byte behind when its chat is deleted, and stays where another chat has it', async () => {
    const assistant = await open();
    const shared = await attach(assistant);
    const own = await attach(assistant, 'graph { wombat -- b }');
    const { chat } = await ask(assistant, 'say 1', { files: [shared.id, own.id] });
    const other = await ask(assistant, 'say 1', { files: [shared.id] });
    granted(await assistant.remove(chat));
    expect(bytesOnDisk()).not.toContain('wombat');
    expect(bytesOnDisk()).toContain('aardvark');
    granted(await assistant.remove(other.chat));
    expect(bytesOnDisk()).not.toContain('aardvark');
  });

  it('that nobody asked about is gone after a day', async () => {
    const yesterday = new Date(Date.now() - 25 * 3600 * 1000).toISOString();
    const chats = granted(openChats({ home }));
    const facts = { name: 'x', kind: 'diagram', format: 'dot', bytes: 1 } as const;
    const file = { ...facts, id: `file_${'1'.repeat(24)}`, content: Buffer.from('numbat') };
    await chats.of('').keepFile(file, yesterday);
    await chats.close();
    const assistant = await open();
    expect(codeOf(await assistant.file(file.id))).toBe('chat.file');
  });
});

const NO_OWNERS =
  'DROP INDEX chats_by_owner; ALTER TABLE chats DROP COLUMN owner; ALTER TABLE files DROP COLUMN owner;';

it.each([
  [1, `${NO_OWNERS} DROP TABLE message_files; DROP TABLE files;`],
  [2, NO_OWNERS],
])('a file of chats of layout %i has its chats, and takes files', async (layout, undo) => {
  const before = await open();
  const { chat } = await ask(before, 'say 1');
  await close(before);
  const database = new Database(join(home, 'chats.db'));
  database.exec(`${undo} PRAGMA user_version = ${layout};`);
  database.close();
  const after = await open();
  expect(granted(await after.get(chat)).messages).toHaveLength(2);
  granted(await after.attach(Buffer.from('graph { a -- b }'), 'x'));
});

describe('an answer', () => {
  it('is stopped, keeps what was written, and cannot be stopped twice', async () => {
    let reached = () => {};
    const halfway = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const wait = async (place: number) => {
      if (place < 2) return;
      reached();
      await new Promise(() => {});
    };
    const assistant = await open(counting('counter', { wait }));
    const { chat, answer } = await ask(assistant, 'say 5');
    await halfway;
    granted(await assistant.stop(chat, answer));
    granted(await assistant.stop(chat, answer));
    const events = await eventsOf(assistant, chat, answer);
    expect(textOfAnswer(events)).toBe('0 1 ');
    expect(events.at(-1)).toMatchObject({ kind: 'end', reason: 'stopped', offset: 3 });
  });

  it('goes on behind what is durable after a restart, with nothing lost or doubled', async () => {
    let ends = 0;
    const wait = async (place: number) => {
      if (place >= 3 && ends === 0) await new Promise(() => {});
    };
    const before = await open(counting('counter', { wait }));
    const { chat, answer } = await ask(before, 'say 6');
    await expect
      .poll(async () => granted(await before.get(chat)).messages.at(-1)?.events.length)
      .toBe(3);
    await close(before);
    ends++;
    const after = await open(counting('counter'));
    const events = await eventsOf(after, chat, answer);
    expect(textOfAnswer(events)).toBe('0 1 2 3 4 5 ');
    expect(events.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('ends as interrupted where it cannot be computed again, or begins otherwise', async () => {
    const stuck = {
      wait: async (place: number) => (place >= 2 ? new Promise<void>(() => {}) : undefined),
    };
    const cases = [
      { id: 'far', isRepeatable: false, later: [counting('far', { isRepeatable: false })] },
      { id: 'gone', isRepeatable: true, later: [counting('other')] },
      { id: 'changed', isRepeatable: true, later: [counting('changed', { from: 1 })] },
    ];
    for (const { id, isRepeatable, later } of cases) {
      const before = await open(counting(id, { isRepeatable, ...stuck }));
      const { chat, answer } = await ask(before, 'say 6');
      await expect
        .poll(async () => granted(await before.get(chat)).messages.at(-1)?.events.length)
        .toBe(2);
      await close(before);
      const after = await open(...later);
      const events = await eventsOf(after, chat, answer);
      expect(textOfAnswer(events), id).toBe('0 1 ');
      expect(events.at(-1)).toMatchObject({ kind: 'interrupted', offset: 3 });
      expect(isAnswerOver(events)).toBe(true);
      await close(after);
    }
  });

  it('is written beside many others', async () => {
    const assistant = await open();
    const all = await Promise.all(Array.from({ length: 50 }, () => ask(assistant, 'say 20')));
    const texts = await Promise.all(
      all.map(async ({ chat, answer }) => textOfAnswer(await eventsOf(assistant, chat, answer))),
    );
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]?.split(' ')).toHaveLength(21);
  });
});
