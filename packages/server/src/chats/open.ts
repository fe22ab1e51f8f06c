import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { failed, mapValue, type Problem, type Result } from '@gigafactory/core/base';
import type { ChatFile } from '@gigafactory/grok/assistant';
import { type DatabaseConstructor, loadLibsql, wordsOf } from '../journal/sqlite/library.ts';
import { takeLock } from '../journal/sqlite/lock.ts';
import type { StateFolder } from '../operate/state-folder.ts';
import { prepareChats } from './schema.ts';
import { SqliteChatFile } from './sqlite-chats.ts';

/**
 * The chats of a state folder, apart from the journals, which only ever grow: what a person deletes here is gone. Codes:
 * `chats.library`, `chats.held`, `chats.open`, `chats.newer`, `chats.foreign`.
 */
export function openChats({ home }: Pick<StateFolder, 'home'>): Result<ChatFile> {
  const library = loadLibsql();
  if (!library.ok) {
    const message =
      'Chats need the package libsql, which cannot be loaded here: npm install libsql@0.5.29.';
    return failed({ code: 'chats.library', message });
  }
  const path = join(home, 'chats.db');
  const lock = takeLock(`${path}.lock`, library.value, () => HELD);
  if (!lock.ok) return lock;
  const opened = open(path, library.value);
  if (!opened.ok) lock.value.release();
  return mapValue(opened, (database) => new SqliteChatFile(database, lock.value.release));
}

const HELD: Problem = {
  code: 'chats.held',
  message:
    'Another "gigafactory up" has the chats of this state folder: use its page, stop it, or give this one a folder of its own by GIGAFACTORY_HOME.',
};

function open(path: string, Libsql: DatabaseConstructor) {
  try {
    const database = new Libsql(path);
    const prepared = prepareChats(path, database);
    if (!prepared.ok) database.close();
    else chmodSync(path, 0o600);
    return prepared;
  } catch (error) {
    return failed({ code: 'chats.open', message: `${path} cannot be opened (${wordsOf(error)}).` });
  }
}
