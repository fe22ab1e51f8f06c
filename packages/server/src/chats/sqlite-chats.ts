import { createHash } from 'node:crypto';
import type { Attachment, ChatEvent } from '@gigafactory/core/chats';
import { isLastPiece, textOfAnswer } from '@gigafactory/core/chats';
import type {
  ChatFile,
  ChatRow,
  ChatStore,
  KeptChat,
  KeptFile,
  KeptMessage,
} from '@gigafactory/grok/assistant';
import type { Database } from '../journal/sqlite/library.ts';

/** Events that wait to be durable with others of the same moment. */
interface Waiting {
  readonly message: string;
  readonly events: readonly ChatEvent[];
  readonly at: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** As a row has it: what it is about is JSON. */
interface MessageRow extends Omit<KeptMessage, 'about' | 'files'> {
  readonly about: string;
}

/** A file of chats, which one process writes. Events of one moment are made durable together, whoever they are for. */
export class SqliteChatFile implements ChatFile {
  readonly #shared: Shared;
  readonly #release: () => void;

  /** @param release lets another process have the file */
  constructor(database: Database, release: () => void) {
    this.#shared = { database, sql: statementsOf(database), waiting: [] };
    this.#release = release;
  }

  of(owner: string): ChatStore {
    return new SqliteChats(this.#shared, owner);
  }

  async unfinished(): Promise<readonly string[]> {
    const rows = this.#shared.sql.unfinishedOwners.all() as { readonly owner: string }[];
    return rows.map(({ owner }) => owner);
  }

  async close(): Promise<void> {
    await this.of('').flush();
    this.#shared.database.close();
    this.#release();
  }
}

/** What the chats of all owners have in common. */
interface Shared {
  readonly database: Database;
  readonly sql: ReturnType<typeof statementsOf>;
  waiting: Waiting[];
}

/** The chats of one owner in a file of chats. A chat or a file of another does not exist for it, whatever id is named. */
class SqliteChats implements ChatStore {
  readonly #shared: Shared;
  readonly #owner: string;

  constructor(shared: Shared, owner: string) {
    this.#shared = shared;
    this.#owner = owner;
  }

  get #sql() {
    return this.#shared.sql;
  }

  async list(words?: string): Promise<readonly ChatRow[]> {
    const query = queryOf(words ?? '');
    if (query === '') return this.#sql.chats.all(this.#owner) as ChatRow[];
    const found = new Map<string, ChatRow>();
    for (const row of this.#sql.search.all(query, this.#owner) as ChatRow[])
      if (!found.has(row.id)) found.set(row.id, row);
    return [...found.values()];
  }

  async find(id: string): Promise<KeptChat | undefined> {
    const row = this.#sql.chat.get(id, this.#owner) as Omit<KeptChat, 'messages'> | undefined;
    if (!row) return undefined;
    const { title, created, changed, leaf } = row;
    const messages = this.#messages(this.#sql.messages.all(id));
    return { id, title, created, changed, leaf, messages };
  }

  async unfinished(): Promise<readonly KeptMessage[]> {
    return this.#messages(this.#sql.unfinished.all(this.#owner));
  }

  async add(
    { id, title }: { readonly id: string; readonly title: string },
    messages: readonly KeptMessage[],
  ): Promise<void> {
    const last = messages.at(-1)!;
    this.#write(() => {
      const isNew = this.#sql.chat.get(id, this.#owner) === undefined;
      if (isNew) {
        this.#sql.addChat.run(id, title, last.at, last.at, last.id, this.#owner);
        this.#sql.addWords.run(id, '', title);
      } else this.#sql.changeChat.run(last.at, last.id, id);
      for (const message of messages) this.#addMessage(message);
    });
  }

  async events(message: string, after: number): Promise<readonly ChatEvent[]> {
    const rows = this.#sql.events.all(message, after) as { readonly text: string }[];
    return rows.map(({ text }) => JSON.parse(text) as ChatEvent);
  }

  append(message: string, events: readonly ChatEvent[], at: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const { waiting } = this.#shared;
      if (waiting.length === 0) setImmediate(() => this.#flush());
      waiting.push({ message, events, at, resolve, reject });
    });
  }

  async rename(chat: string, title: string): Promise<void> {
    this.#write(() => {
      this.#sql.rename.run(title, chat);
      this.#sql.dropTitle.run(chat);
      this.#sql.addWords.run(chat, '', title);
    });
  }

  async show(chat: string, leaf: string): Promise<void> {
    this.#write(() => this.#sql.show.run(leaf, chat));
  }

  async keepFile({ content, ...facts }: KeptFile, at: string): Promise<void> {
    const row = [facts.id, JSON.stringify(facts), Buffer.from(content), at, this.#owner];
    this.#sql.addFile.run(...row);
  }

  async file(id: string): Promise<KeptFile | undefined> {
    const row = this.#sql.file.get(id, this.#owner) as
      | { readonly facts: string; readonly content: Uint8Array }
      | undefined;
    return row && { ...(JSON.parse(row.facts) as Attachment), content: row.content };
  }

  async removeFile(id: string): Promise<boolean> {
    const { changes } = this.#sql.dropFile.run(id, this.#owner);
    this.#empty();
    return changes > 0;
  }

  async removeLeftFiles(before: string): Promise<void> {
    this.#sql.dropLeftFiles.run(before);
  }

  /** What was removed is overwritten in the file, and no copy stays in its log. */
  async remove(chat: string): Promise<void> {
    this.#flush();
    this.#write(() => {
      this.#sql.dropEvents.run(chat);
      this.#sql.dropWords.run(chat);
      // First those that no other message has.
      this.#sql.dropFiles.run(chat, chat);
      this.#sql.dropMessageFiles.run(chat);
      this.#sql.dropMessages.run(chat);
      this.#sql.dropChat.run(chat);
      this.#sql.dropFactories.run();
    });
    this.#empty();
  }

  async removeAll(): Promise<void> {
    for (const { id } of this.#sql.ids.all(this.#owner) as { readonly id: string }[])
      await this.remove(id);
    this.#sql.dropOwnFiles.run(this.#owner);
    this.#empty();
  }

  async flush(): Promise<void> {
    this.#flush();
    this.#empty();
  }

  #messages(rows: unknown[]): KeptMessage[] {
    return (rows as MessageRow[]).map(({ about, ...row }) => {
      const { id, chat, parent, role, at, text, model, factory } = row;
      const files = (this.#sql.filesOf.all(id) as { readonly facts: string }[]).map(
        ({ facts }): Attachment => JSON.parse(facts),
      );
      return {
        ...{ id, chat, parent, role, at, text, model, factory, files },
        about: JSON.parse(about),
      };
    });
  }

  #addMessage({ factory, about, files, ...message }: KeptMessage): void {
    const hash = createHash('sha256').update(factory).digest('hex');
    this.#sql.addFactory.run(hash, factory);
    const { id, chat, parent, role, at, text, model } = message;
    const isOver = role === 'person' ? 1 : 0;
    this.#sql.addMessage.run(
      id,
      chat,
      parent,
      role,
      at,
      text,
      model,
      JSON.stringify(about),
      hash,
      isOver,
    );
    for (const [place, file] of files.entries()) this.#sql.addMessageFile.run(id, place, file.id);
    if (text !== '') this.#sql.addWords.run(chat, id, text);
  }

  #flush(): void {
    const { waiting } = this.#shared;
    if (waiting.length === 0) return;
    this.#shared.waiting = [];
    try {
      this.#write(() => {
        for (const each of waiting) this.#addEvents(each);
      });
    } catch (error) {
      for (const { reject } of waiting) reject(error);
      return;
    }
    for (const { resolve } of waiting) resolve();
  }

  #addEvents({ message, events, at }: Waiting): void {
    // Its chat was removed meanwhile.
    const chat = (this.#sql.chatOf.raw().get(message) as [string] | undefined)?.[0];
    if (chat === undefined) return;
    for (const event of events)
      this.#sql.addEvent.run(message, event.offset, JSON.stringify(event));
    if (!events.some(isLastPiece)) return;
    this.#sql.finish.run(message);
    this.#sql.touch.run(at, chat);
    const rows = this.#sql.events.all(message, 0) as { readonly text: string }[];
    const text = textOfAnswer(rows.map(({ text: each }) => JSON.parse(each) as ChatEvent));
    if (text !== '') this.#sql.addWords.run(chat, message, text);
  }

  #write(act: () => void): void {
    this.#shared.database.exec('BEGIN IMMEDIATE');
    try {
      act();
      this.#shared.database.exec('COMMIT');
    } catch (error) {
      this.#shared.database.exec('ROLLBACK');
      throw error;
    }
  }

  #empty(): void {
    this.#shared.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}

/** All words, the last of which may have been typed in part; no other operator of the search has a meaning. */
function queryOf(words: string): string {
  const found = words.match(/[\p{L}\p{N}]+/gu) ?? [];
  return found.map((word) => `"${word}"*`).join(' ');
}

/** Chats in a list, and words of one that are shown around what was found. */
const MOST_CHATS = 500;
const MOST_FOUND = 1000;
const SNIPPET = 14;

const MESSAGE = `SELECT messages.id, chat, parent, role, at, messages.text, model, about, factories.text AS factory
  FROM messages JOIN factories ON factories.hash = messages.factory`;

const FILES_OF_CHAT =
  'SELECT file FROM message_files JOIN messages ON messages.id = message WHERE chat = ?';

function statementsOf(database: Database) {
  const sql = (text: string) => database.prepare(text);
  return {
    chats: sql(
      `SELECT id, title, created, changed FROM chats WHERE owner = ? ORDER BY changed DESC LIMIT ${MOST_CHATS}`,
    ),
    search: sql(
      `SELECT id, title, created, changed, snippet(words, 2, '', '', '…', ${SNIPPET}) AS found
       FROM words JOIN chats ON chats.id = words.chat WHERE words MATCH ? AND owner = ? ORDER BY changed DESC LIMIT ${MOST_FOUND}`,
    ),
    chat: sql('SELECT id, title, created, changed, leaf FROM chats WHERE id = ? AND owner = ?'),
    messages: sql(`${MESSAGE} WHERE chat = ? ORDER BY number`),
    unfinished: sql(
      `${MESSAGE} JOIN chats ON chats.id = chat WHERE over = 0 AND owner = ? ORDER BY number`,
    ),
    unfinishedOwners: sql(
      'SELECT DISTINCT owner FROM messages JOIN chats ON chats.id = chat WHERE over = 0',
    ),
    ids: sql('SELECT id FROM chats WHERE owner = ?'),
    dropOwnFiles: sql('DELETE FROM files WHERE owner = ?'),
    chatOf: sql('SELECT chat FROM messages WHERE id = ?'),
    events: sql('SELECT text FROM events WHERE message = ? AND offset > ? ORDER BY offset'),
    addChat: sql('INSERT INTO chats VALUES (?, ?, ?, ?, ?, ?)'),
    changeChat: sql('UPDATE chats SET changed = ?, leaf = ? WHERE id = ?'),
    touch: sql('UPDATE chats SET changed = ? WHERE id = ?'),
    addMessage: sql('INSERT INTO messages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    addEvent: sql('INSERT INTO events VALUES (?, ?, ?)'),
    addFile: sql('INSERT INTO files VALUES (?, ?, ?, ?, ?)'),
    addMessageFile: sql('INSERT INTO message_files VALUES (?, ?, ?)'),
    file: sql('SELECT facts, content FROM files WHERE id = ? AND owner = ?'),
    filesOf: sql(
      'SELECT facts FROM message_files JOIN files ON files.id = message_files.file WHERE message = ? ORDER BY place',
    ),
    dropFile: sql(
      'DELETE FROM files WHERE id = ? AND owner = ? AND id NOT IN (SELECT file FROM message_files)',
    ),
    dropLeftFiles: sql(
      'DELETE FROM files WHERE at < ? AND id NOT IN (SELECT file FROM message_files)',
    ),
    // All messages of a file are of one chat, unless somebody attached it again in another.
    dropFiles: sql(
      `DELETE FROM files WHERE id IN (${FILES_OF_CHAT}) AND id NOT IN (SELECT file FROM message_files JOIN messages ON messages.id = message WHERE chat <> ?)`,
    ),
    dropMessageFiles: sql(
      'DELETE FROM message_files WHERE message IN (SELECT id FROM messages WHERE chat = ?)',
    ),
    addFactory: sql('INSERT INTO factories VALUES (?, ?) ON CONFLICT DO NOTHING'),
    addWords: sql('INSERT INTO words (chat, message, text) VALUES (?, ?, ?)'),
    finish: sql('UPDATE messages SET over = 1 WHERE id = ?'),
    rename: sql('UPDATE chats SET title = ? WHERE id = ?'),
    show: sql('UPDATE chats SET leaf = ? WHERE id = ?'),
    dropTitle: sql(`DELETE FROM words WHERE chat = ? AND message = ''`),
    dropWords: sql('DELETE FROM words WHERE chat = ?'),
    dropEvents: sql('DELETE FROM events WHERE message IN (SELECT id FROM messages WHERE chat = ?)'),
    dropMessages: sql('DELETE FROM messages WHERE chat = ?'),
    dropChat: sql('DELETE FROM chats WHERE id = ?'),
    dropFactories: sql('DELETE FROM factories WHERE hash NOT IN (SELECT factory FROM messages)'),
  };
}
