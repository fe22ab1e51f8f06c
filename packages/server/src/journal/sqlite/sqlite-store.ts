import { failed, ok, PROGRAM_VERSION, type Result } from '@gigafactory/core/base';
import { endLine, headerLine } from '@gigafactory/core/journal';
import { type CommitOutcome, GroupCommit } from '../group-commit.ts';
import {
  type JournalInfo,
  type JournalStore,
  type NewJournal,
  type NewOrder,
  type OrderRecord,
  type Snapshot,
  type StoreListener,
  StoreLost,
} from '../store.ts';
import type { Reader } from './reader.ts';
import { type Kept, nameProblem, Shelf } from './shelf.ts';
import type { Write } from './writer.ts';

export interface SqliteParts {
  readonly fence: number;
  readonly reader: Reader;
  readonly commit: (writes: readonly Write[]) => Promise<CommitOutcome>;
  /** Gives up the writer's connection and the lock. */
  readonly release: () => Promise<void>;
  readonly lingerMs: number;
  readonly retryMs: number;
}

const PIECE = 1000;
/** A `JournalStore` in one SQLite file. */
export class SqliteStore implements JournalStore {
  readonly fence: number;
  readonly #parts: SqliteParts;
  readonly #shelf: Shelf;
  readonly #group: GroupCommit<Write>;
  readonly #listeners = new Set<StoreListener>();
  #lastOrder: number;

  constructor(parts: SqliteParts) {
    this.fence = parts.fence;
    this.#parts = parts;
    this.#shelf = new Shelf(parts.reader.journals());
    this.#lastOrder = parts.reader.lastOrder();
    this.#group = new GroupCommit({
      commit: parts.commit,
      committed: (writes) => this.#committed(writes),
      troubled: (problem) => this.#tell((listener) => listener.troubled?.(problem)),
      recovered: () => this.#tell((listener) => listener.recovered?.()),
      lost: (problem) => this.#tell((listener) => listener.lost?.(problem)),
      lingerMs: parts.lingerMs,
      retryMs: parts.retryMs,
    });
  }

  async create(run: string, { start, startedAt }: NewJournal): Promise<Result<JournalInfo>> {
    const problem = nameProblem(run);
    if (problem) return failed({ code: 'journal.name', message: problem });
    const before = this.#shelf.newest(run);
    if (before && !before.isEnding) {
      const message = `The run ${JSON.stringify(run)} is live; stop it first.`;
      return failed({ code: 'journal.live', message });
    }
    if (this.#group.lost) throw new StoreLost(this.#group.lost);
    const id = this.#shelf.nextId;
    const generation = (before?.generation ?? 0) + 1;
    const kept: Kept = {
      ...{ id, run, generation, startedAt, program: PROGRAM_VERSION },
      ...{ given: 1, lines: 0, isEnding: false, endedAt: undefined },
    };
    this.#shelf.add(kept);
    const header = oneLine(headerLine(start));
    const { program } = kept;
    const create = { kind: 'create', journal: id, run, generation, startedAt, program } as const;
    await this.#group.durably({ ...create, header });
    return ok(this.#shelf.info(kept));
  }

  async append(name: string, lines: readonly string[], isDurable: boolean): Promise<void> {
    const kept = this.#live(name);
    if (this.#group.lost) throw new StoreLost(this.#group.lost);
    if (lines.length === 0 && !isDurable) return;
    const write: Write = {
      kind: 'lines',
      journal: kept.id,
      from: kept.given + 1,
      lines: lines.map(oneLine),
    };
    kept.given += lines.length;
    if (isDurable) await this.#group.durably(write);
    else this.#group.eventually(write);
  }

  async end(name: string, at: number): Promise<void> {
    const kept = this.#live(name);
    const line = this.append(name, [endLine(at)], true);
    kept.isEnding = true;
    await Promise.all([line, this.#group.durably({ kind: 'end', journal: kept.id, at })]);
  }

  async order({ name, at, time, by, order }: NewOrder): Promise<void> {
    const journal = name === undefined ? null : this.#known(name).id;
    const id = ++this.#lastOrder;
    const text = JSON.stringify(order);
    const write = { kind: 'order', id, journal, at: at ?? null, time, by, text } as const;
    await this.#group.durably(write);
  }

  async saveSnapshot(name: string, { lines, text }: Snapshot): Promise<void> {
    const { id } = this.#known(name);
    const program = PROGRAM_VERSION;
    await this.#group.durably({ kind: 'snapshot', journal: id, lines, program, text });
  }

  list(): readonly JournalInfo[] {
    return this.#shelf.infos();
  }

  find(name: string): JournalInfo | undefined {
    const kept = this.#shelf.find(name);
    return kept && kept.lines > 0 ? this.#shelf.info(kept) : undefined;
  }

  *read(name: string, fromLine = 1, most = PIECE): Iterable<readonly string[]> {
    const { id } = this.#known(name);
    for (let from = Math.max(1, fromLine); ; ) {
      const lines = this.#parts.reader.lines(id, from, from + most);
      if (lines.length === 0) return;
      yield lines;
      from += lines.length;
    }
  }

  orders(name?: string): readonly OrderRecord[] {
    const journal = name === undefined ? undefined : this.#known(name).id;
    return this.#parts.reader.orders(journal, (id) => {
      const kept = this.#shelf.byId(id);
      return kept ? this.#shelf.nameOf(kept) : '';
    });
  }

  snapshots(name: string): readonly Snapshot[] {
    return this.#parts.reader.snapshots(this.#known(name).id);
  }

  subscribe(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (!this.#group.isTroubled) await this.#group.flush();
    this.#group.end({ code: 'journal.closed', message: 'The journal is closed.' });
    this.#parts.reader.close();
    await this.#parts.release();
  }

  #committed(writes: readonly Write[]): void {
    const grown = new Set<Kept>();
    for (const write of writes) {
      if (write.kind === 'order' || write.kind === 'snapshot') continue;
      const kept = this.#shelf.byId(write.journal);
      if (!kept) continue;
      if (write.kind === 'end') kept.endedAt = write.at;
      else {
        kept.lines += write.kind === 'lines' ? write.lines.length : 1;
        grown.add(kept);
      }
    }
    for (const kept of grown) {
      const name = this.#shelf.nameOf(kept);
      this.#tell((listener) => listener.appended?.(name, kept.lines));
    }
  }

  #tell(tell: (listener: StoreListener) => void): void {
    for (const listener of this.#listeners) tell(listener);
  }

  #known(name: string): Kept {
    const kept = this.#shelf.find(name);
    if (!kept) throw new RangeError(`there is no journal ${JSON.stringify(name)}`);
    return kept;
  }

  #live(name: string): Kept {
    const kept = this.#known(name);
    if (kept.isEnding) throw new RangeError(`the journal ${JSON.stringify(name)} has ended`);
    return kept;
  }
}

/** A line without its newline. Throws for anything that is not exactly one line. */
function oneLine(line: string): string {
  const text = line.endsWith('\n') ? line.slice(0, -1) : line;
  if (text === '' || text.includes('\n')) throw new RangeError('a line of a journal is one line');
  return text;
}
