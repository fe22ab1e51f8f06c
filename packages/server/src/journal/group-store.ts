import { failed, ok, PROGRAM_VERSION, type Result } from '@gigafactory/core/base';
import { endLine, headerLine } from '@gigafactory/core/journal';
import { GroupCommit } from './group-commit.ts';
import { type Kept, nameProblem, Shelf } from './shelf.ts';
import {
  type JournalInfo,
  type JournalStore,
  type NewJournal,
  type NewOrder,
  type OrderRecord,
  type Snapshot,
  type StoreListener,
  StoreLost,
} from './store.ts';
import type { OrderRow, StoreBackend, Write } from './write.ts';

interface StoreParts extends StoreBackend {
  readonly lingerMs: number;
  readonly retryMs: number;
}

const PIECE = 1000;

/** A `JournalStore` whose writes are gathered into commits, on any database. */
export class GroupStore implements JournalStore {
  readonly fence: number;
  readonly #parts: StoreParts;
  readonly #shelf: Shelf;
  readonly #group: GroupCommit<Write>;
  readonly #listeners = new Set<StoreListener>();
  #lastOrder: number;
  #closed: Promise<void> | undefined;

  private constructor(parts: StoreParts, shelf: Shelf, lastOrder: number) {
    this.fence = parts.fence;
    this.#parts = parts;
    this.#shelf = shelf;
    this.#lastOrder = lastOrder;
    this.#group = new GroupCommit({
      commit: parts.commit,
      committed: (writes, seconds) => this.#committed(writes, seconds),
      troubled: (problem) => this.#tell((listener) => listener.troubled?.(problem)),
      recovered: () => this.#tell((listener) => listener.recovered?.()),
      lost: (problem) => this.#tell((listener) => listener.lost?.(problem)),
      lingerMs: parts.lingerMs,
      retryMs: parts.retryMs,
    });
  }

  /** Rejects if the database cannot be read. */
  static async open(parts: StoreParts): Promise<GroupStore> {
    const { reader } = parts;
    const shelf = new Shelf(await reader.journals());
    return new GroupStore(parts, shelf, await reader.lastOrder());
  }

  get pending(): number {
    return this.#group.pending;
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
    const header = oneLine(typeof start === 'string' ? start : headerLine(start));
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

  async *read(name: string, fromLine = 1, most = PIECE): AsyncIterable<readonly string[]> {
    const { id } = this.#known(name);
    for (let from = Math.max(1, fromLine); ; ) {
      const lines = await this.#parts.reader.lines(id, from, from + most);
      if (lines.length === 0) return;
      yield lines;
      from += lines.length;
    }
  }

  async orders(name?: string): Promise<readonly OrderRecord[]> {
    const journal = name === undefined ? undefined : this.#known(name).id;
    const rows = await this.#parts.reader.orders(journal);
    return rows.map((row) => this.#recordOf(row));
  }

  async snapshots(name: string): Promise<readonly Snapshot[]> {
    return this.#parts.reader.snapshots(this.#known(name).id);
  }

  subscribe(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    if (!this.#group.isTroubled) await this.#group.flush();
    this.#group.end({ code: 'journal.closed', message: 'The journal is closed.' });
    await this.#parts.reader.close();
    await this.#parts.release();
  }

  #recordOf({ journal, ...order }: OrderRow): OrderRecord {
    const kept = journal === null ? undefined : this.#shelf.byId(journal);
    return kept ? { ...order, name: this.#shelf.nameOf(kept) } : order;
  }

  #committed(writes: readonly Write[], seconds: number): void {
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
    const report = { seconds, ...sizeOf(writes) };
    this.#tell((listener) => listener.committed?.(report));
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

function sizeOf(writes: readonly Write[]): { readonly lines: number; readonly orders: number } {
  let lines = 0;
  let orders = 0;
  for (const write of writes) {
    if (write.kind === 'lines') lines += write.lines.length;
    else if (write.kind === 'create') lines++;
    else if (write.kind === 'order') orders++;
  }
  return { lines, orders };
}

/** A line without its newline. Throws for anything that is not exactly one line. */
function oneLine(line: string): string {
  const text = line.endsWith('\n') ? line.slice(0, -1) : line;
  if (text === '' || text.includes('\n')) throw new RangeError('a line of a journal is one line');
  return text;
}
