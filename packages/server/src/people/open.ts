import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { failed, mapValue, ok, type Result } from '@gigafactory/core/base';
import { loadLibsql, wordsOf } from '../journal/sqlite/library.ts';
import type { StateFolder } from '../operate/state-folder.ts';
import { People } from './people.ts';
import { preparePeople } from './schema.ts';
import type { PasswordCost } from './secrets.ts';

export interface PeopleOptions {
  /** ms since 1970. */
  readonly now?: () => number;
  readonly cost?: PasswordCost;
}

/**
 * The people of a state folder, in a file for its owner only; it is made if it is not there yet. Several programs may have it
 * open. Codes: `people.library`, `people.open`, `people.newer`, `people.foreign`.
 */
export function openPeople(
  { home }: Pick<StateFolder, 'home'>,
  { now = Date.now, cost }: PeopleOptions = {},
): Result<People> {
  const library = loadLibsql();
  if (!library.ok) {
    const message =
      'People need the package libsql, which cannot be loaded here: npm install libsql@0.5.29.';
    return failed({ code: 'people.library', message });
  }
  const path = pathOf(home);
  try {
    // Before anything is in it.
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    const database = new library.value(path);
    const prepared = preparePeople(path, database);
    if (!prepared.ok) database.close();
    return mapValue(prepared, () => new People({ database, now, cost }));
  } catch (error) {
    return failed({
      code: 'people.open',
      message: `${path} cannot be opened (${wordsOf(error)}).`,
    });
  }
}

/** The people of a state folder, as soon as there are some: a command may make the first one while a server runs. */
export class PeopleOf {
  readonly #folder: Pick<StateFolder, 'home'>;
  readonly #options: PeopleOptions;
  #opened: Result<People> | undefined;

  constructor(folder: Pick<StateFolder, 'home'>, options: PeopleOptions = {}) {
    this.#folder = folder;
    this.#options = options;
  }

  /** Undefined while there is no account: then only the token of the state folder lets in. Codes as of `openPeople`. */
  get(): Result<People | undefined> {
    return mapValue(this.#open(), (people) => (people?.hasAny ? people : undefined));
  }

  /** Also where all of them were removed; undefined where there never were any, or they cannot be read. */
  all(): People | undefined {
    const opened = this.#open();
    return opened.ok ? opened.value : undefined;
  }

  #open(): Result<People | undefined> {
    if (!this.#opened?.ok) {
      if (!existsSync(pathOf(this.#folder.home))) return ok(undefined);
      this.#opened = openPeople(this.#folder, this.#options);
    }
    return this.#opened;
  }

  close(): void {
    if (this.#opened?.ok) this.#opened.value.close();
    this.#opened = undefined;
  }
}

function pathOf(home: string): string {
  return join(home, 'people.db');
}
