import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { type Document, isChanged, merge } from './versions.ts';

/** What is kept of a document, without its texts. */
export interface Kept extends Omit<Document, 'texts'> {
  /** When it was opened or changed last, ms since 1970. */
  readonly usedAt: number;
  /** Whether it differed from what was opened or saved last. */
  readonly isChanged: boolean;
}

interface Tables extends DBSchema {
  documents: { key: string; value: Kept };
  /** By document and id: a step writes its own text and no other. */
  texts: { key: [document: string, id: string]; value: string };
}

const DATABASE = 'gigafactory';
const VERSION = 1;

/** Where this browser keeps documents: the same for all tabs. */
export class Store {
  readonly #database: IDBPDatabase<Tables>;

  private constructor(database: IDBPDatabase<Tables>) {
    this.#database = database;
  }

  /** Rejects where the browser keeps nothing. */
  static async open(): Promise<Store> {
    const database = await openDB<Tables>(DATABASE, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore('documents', { keyPath: 'name' });
        fresh.createObjectStore('texts');
      },
      // A newer version of the program in another tab must not wait for this one.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    return new Store(database);
  }

  async read(name: string): Promise<Document | undefined> {
    const transaction = this.#database.transaction(['documents', 'texts']);
    const texts = transaction.objectStore('texts');
    const [kept, keys, values] = await Promise.all([
      transaction.objectStore('documents').get(name),
      texts.getAllKeys(ofDocument(name)),
      texts.getAll(ofDocument(name)),
    ]);
    if (!kept) return undefined;
    const byId = new Map(keys.map(([, id], index) => [id, values[index] ?? '']));
    return { ...kept, texts: byId };
  }

  /**
   * Keeps a document, joined with what other tabs kept of it meanwhile, which it returns. `seen` are the versions
   * that this tab knows of. Rejects, and keeps what was, if there is no room.
   */
  async write(mine: Document, seen: ReadonlySet<string>, usedAt: number): Promise<Document> {
    const transaction = this.#database.transaction(['documents', 'texts'], 'readwrite');
    const documents = transaction.objectStore('documents');
    const texts = transaction.objectStore('texts');
    const { name } = mine;
    const [kept, keys] = await Promise.all([
      documents.get(name),
      texts.getAllKeys(ofDocument(name)),
    ]);
    const ids = keys.map(([, id]) => id);
    let both = mine;
    if (kept) {
      const theirs = ids.filter((id) => !mine.texts.has(id));
      const found = await Promise.all(theirs.map((id) => texts.get([name, id])));
      const byId = theirs.map((id, index): [string, string] => [id, found[index] ?? '']);
      both = merge(mine, { ...kept, texts: new Map([...mine.texts, ...byId]) }, seen);
    }
    const { texts: all, ...rest } = both;
    const added = [...all].filter(([id]) => !ids.includes(id));
    await Promise.all([
      documents.put({ ...rest, usedAt, isChanged: isChanged(both) }),
      ...added.map(([id, text]) => texts.put(text, [name, id])),
      ...ids.filter((id) => !all.has(id)).map((id) => texts.delete([name, id])),
      transaction.done,
    ]);
    return both;
  }

  /** All that is kept, the one used last first. */
  async list(): Promise<readonly Kept[]> {
    const all = await this.#database.getAll('documents');
    return all.sort((a, b) => b.usedAt - a.usedAt);
  }

  async forget(name: string): Promise<void> {
    const transaction = this.#database.transaction(['documents', 'texts'], 'readwrite');
    await Promise.all([
      transaction.objectStore('documents').delete(name),
      transaction.objectStore('texts').delete(ofDocument(name)),
      transaction.done,
    ]);
  }
}

function ofDocument(name: string): IDBKeyRange {
  return IDBKeyRange.bound([name, ''], [name, []]);
}
