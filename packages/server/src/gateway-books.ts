import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import type { BookStore } from '@gigafactory/grok/gateway';
import { type JournalStore, openStore, readSqlite, type StoreReader } from './journal/index.ts';
import type { StateFolder } from './operate/state-folder.ts';

const NAME = 'gateway';
const HEADER = JSON.stringify({ format: 'gigafactory-gateway-books', version: 1 });

/**
 * The books of a gateway in the store of journals, in a file of their own: that of the runs has one writer, the
 * control plane. So have these: the second gateway of a folder is told who has them. Codes: `books.held`, and those of
 * `openStore`.
 */
export async function openBooks({ home }: StateFolder): Promise<Result<BookStore>> {
  const opened = await openStore({ kind: 'file', path: pathOf(home), held });
  if (!opened.ok) return failed(...opened.problems.map(ofBooks));
  const store = opened.value;
  if (!store.find(NAME)) {
    const made = await store.create(NAME, { start: HEADER, startedAt: Date.now() });
    if (!made.ok) {
      await store.close();
      return made;
    }
  }
  return ok(new JournalBooks(store));
}

/**
 * All lines of the books as they are on the disk, beside the gateway that writes them, which is not disturbed; none if
 * no gateway ever kept any. Codes: those of `readSqlite`.
 */
export async function readBooks({ home }: StateFolder): Promise<Result<AsyncIterable<string>>> {
  const path = pathOf(home);
  if (!existsSync(path)) return ok(none());
  const opened = readSqlite(path);
  if (!opened.ok) return failed(...opened.problems.map(ofBooks));
  return ok(linesOf(opened.value));
}

function held(holder: string): Problem {
  const message = `Another "gigafactory up" keeps the books of this state folder (${holder}). Stop that one and start this again, or give this one a folder of its own by GIGAFACTORY_HOME.`;
  return { code: 'books.held', message };
}

/** What the store says of journals is here said of books. */
function ofBooks(problem: Problem): Problem {
  if (problem.code === 'books.held') return problem;
  return { ...problem, message: `The books of the gateway cannot be opened. ${problem.message}` };
}

async function* none(): AsyncGenerator<string> {}

/** So many lines are read at once: a short time, in which the writer cannot tidy up its log. */
const PIECE = 1000;

async function* linesOf(reader: StoreReader): AsyncGenerator<string> {
  try {
    const books = (await reader.journals()).find(({ run }) => run === NAME);
    if (!books) return;
    // The first line is the header.
    for (let from = 2; from <= books.lines; from += PIECE) {
      yield* await reader.lines(books.id, from, Math.min(from + PIECE, books.lines + 1));
    }
  } finally {
    await reader.close();
  }
}

function pathOf(home: string): string {
  return join(home, 'gateway.db');
}

class JournalBooks implements BookStore {
  readonly #store: JournalStore;
  /** Lines given, the header among them. */
  #lines: number;

  constructor(store: JournalStore) {
    this.#store = store;
    this.#lines = store.find(NAME)?.lines ?? 1;
  }

  async open() {
    const [newest] = await this.#store.snapshots(NAME);
    const lines = this.#linesFrom((newest?.lines ?? 1) + 1);
    return newest ? { summary: newest.text, lines } : { lines };
  }

  append(line: string, isDurable: boolean): Promise<void> {
    this.#lines++;
    return this.#store.append(NAME, [line], isDurable);
  }

  summarise(summary: string): Promise<void> {
    return this.#store.saveSnapshot(NAME, { lines: this.#lines, text: summary });
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async *#linesFrom(from: number): AsyncIterable<string> {
    for await (const lines of this.#store.read(NAME, from)) yield* lines;
  }
}
