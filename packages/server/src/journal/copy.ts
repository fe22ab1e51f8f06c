import { createHash } from 'node:crypto';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { openBackend, type StorePlace } from './open.ts';
import type { JournalRow, OrderRow, StoreBackend, Write } from './write.ts';

/** What was copied, and what it was compared by. */
export interface Copied {
  readonly journals: number;
  readonly lines: number;
  readonly orders: number;
  /** Lines that were not there before. */
  readonly added: number;
  /** SHA-256 of all lines of all journals, which is the same in both places. */
  readonly digest: string;
}

/** Lines that are read, and committed, at a time. */
const PIECE = 1000;

/**
 * Copies all journals of a place into another as they are, with orders and snapshots, and compares both line by
 * line. A copy that was cut off goes on where it stopped; a place that has anything else is refused and left as
 * it is. `heard` is called with the lines compared so far. Codes: `journal.differs`, and those of `openStore`.
 */
export async function copyJournals(
  from: StorePlace,
  to: StorePlace,
  heard: (lines: number) => void = () => {},
): Promise<Result<Copied>> {
  const source = await openBackend(from);
  if (!source.ok) return source;
  try {
    const target = await openBackend(to);
    if (!target.ok) return target;
    try {
      return ok(await new Copy(source.value, target.value, heard).run());
    } finally {
      await closeBackend(target.value);
    }
  } catch (error) {
    if (error instanceof Refused) return failed(error.problem);
    throw error;
  } finally {
    await closeBackend(source.value);
  }
}

async function closeBackend({ reader, release }: StoreBackend): Promise<void> {
  await reader.close();
  await release();
}

class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

class Copy {
  readonly #from: StoreBackend;
  readonly #to: StoreBackend;
  readonly #heard: (lines: number) => void;
  #added = 0;

  constructor(from: StoreBackend, to: StoreBackend, heard: (lines: number) => void) {
    this.#from = from;
    this.#to = to;
    this.#heard = heard;
  }

  async run(): Promise<Copied> {
    const journals = await this.#from.reader.journals();
    const there = new Map((await this.#to.reader.journals()).map((row) => [row.id, row]));
    for (const row of there.values()) checkKnown(row, journals);
    for (const row of journals) {
      const known = there.get(row.id)?.lines ?? 0;
      // What stands there is looked at before anything is put behind it.
      await this.#compare(row, known);
      await this.#addLines(row, known);
      if (row.endedAt !== null && (there.get(row.id)?.endedAt ?? null) === null)
        await this.#commit([{ kind: 'end', journal: row.id, at: row.endedAt }]);
      await this.#copySnapshots(row);
    }
    const orders = await this.#copyOrders();
    return { journals: journals.length, orders, added: this.#added, ...(await this.#verify()) };
  }

  /** Compares the first lines of a journal in both places. */
  async #compare({ id, run }: JournalRow, until: number): Promise<void> {
    for (let line = 1; line <= until; line += PIECE) {
      const before = Math.min(line + PIECE, until + 1);
      const [own, other] = await Promise.all(
        [this.#from, this.#to].map(({ reader }) => reader.lines(id, line, before)),
      );
      const differing = own!.findIndex((text, index) => text !== other![index]);
      if (differing >= 0) throw differs(`line ${line + differing} of run ${JSON.stringify(run)}`);
    }
  }

  async #addLines(row: JournalRow, known: number): Promise<void> {
    for (let from = known + 1; from <= row.lines; from += PIECE) {
      const texts = await this.#from.reader.lines(row.id, from, from + PIECE);
      const lines = texts.map((text) => text.slice(0, -1));
      await this.#commit(from === 1 ? beginOf(row, lines) : [linesOf(row, from, lines)]);
      this.#added += lines.length;
    }
  }

  async #copySnapshots({ id, program }: JournalRow): Promise<void> {
    const [own, other] = await Promise.all(
      [this.#from, this.#to].map(({ reader }) => reader.snapshots(id)),
    );
    const [ours, theirs] = [own!, other!].map((all) => all.map(({ lines, text }) => [lines, text]));
    if (JSON.stringify(ours) === JSON.stringify(theirs)) return;
    for (const snapshot of [...own!].reverse())
      await this.#commit([{ kind: 'snapshot', journal: id, program, ...snapshot }]);
  }

  async #copyOrders(): Promise<number> {
    const [own, other] = await Promise.all(
      [this.#from, this.#to].map(({ reader }) => reader.orders(undefined)),
    );
    const differing = other!.findIndex((order, index) => textOf(order) !== textOf(own![index]));
    if (differing >= 0) throw differs(`order ${other![differing]!.id}`);
    const rest = own!.slice(other!.length).map(orderWrite);
    for (let at = 0; at < rest.length; at += PIECE) await this.#commit(rest.slice(at, at + PIECE));
    return own!.length;
  }

  /** Reads everything again, in both places. */
  async #verify() {
    const [own, other] = [this.#from, this.#to].map(({ reader }) => reader);
    const [journals, copies] = [await own!.journals(), await other!.journals()];
    if (keyOf(journals) !== keyOf(copies)) throw differs('the list of journals');
    const hash = createHash('sha256');
    let lines = 0;
    for (const row of journals) {
      await this.#compare(row, row.lines);
      for (let line = 1; line <= row.lines; line += PIECE)
        for (const text of await other!.lines(row.id, line, line + PIECE)) hash.update(text);
      lines += row.lines;
      this.#heard(lines);
    }
    return { lines, digest: hash.digest('hex') };
  }

  async #commit(writes: readonly Write[]): Promise<void> {
    const outcome = await this.#to.commit(writes);
    if (!outcome.ok) throw new Refused(outcome.problem);
  }
}

/** A place of another control plane would be spoilt by what is added, and would spoil it. */
function checkKnown(row: JournalRow, journals: readonly JournalRow[]): void {
  const own = journals.find(({ id }) => id === row.id);
  const { run, generation, startedAt, program, lines, endedAt } = row;
  const isSame =
    own?.run === run &&
    own.generation === generation &&
    own.startedAt === startedAt &&
    own.program === program &&
    own.lines >= lines &&
    (endedAt === null || own.endedAt === endedAt);
  if (!isSame) throw differs(`the journal of run ${JSON.stringify(run)}`);
}

function differs(what: string): Refused {
  const message = `The place that was to hold a copy has something else: ${what} differs. Nothing of it was changed; name another place.`;
  return new Refused({ code: 'journal.differs', message });
}

function keyOf(rows: readonly JournalRow[]): string {
  return JSON.stringify(
    rows.map((row) => [
      ...[row.id, row.run, row.generation, row.startedAt],
      ...[row.program, row.lines, row.endedAt],
    ]),
  );
}

function beginOf(row: JournalRow, lines: readonly string[]): Write[] {
  const { id: journal, run, generation, startedAt, program } = row;
  const [header = '', ...rest] = lines;
  const create = { kind: 'create', journal, run, generation, startedAt, program, header } as const;
  return rest.length === 0 ? [create] : [create, linesOf(row, 2, rest)];
}

function linesOf({ id }: JournalRow, from: number, lines: readonly string[]): Write {
  return { kind: 'lines', journal: id, from, lines };
}

function orderWrite({ at, order, ...rest }: OrderRow): Write {
  return { kind: 'order', ...rest, at: at ?? null, text: JSON.stringify(order) };
}

function textOf(order: OrderRow | undefined): string {
  const { id, journal, at, time, by, order: text } = order ?? {};
  return JSON.stringify([id, journal, at, time, by, text]);
}
