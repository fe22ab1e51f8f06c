import type { JournalInfo } from './store.ts';
import type { JournalRow } from './write.ts';

/** What the writer knows of a journal: what was given to it, and how much of that is durable. */
export interface Kept {
  readonly id: number;
  readonly run: string;
  readonly generation: number;
  readonly startedAt: number;
  readonly program: string;
  /** Lines given. */
  given: number;
  lines: number;
  /** Whether its end was given. */
  isEnding: boolean;
  endedAt: number | undefined;
}

/** All journals by name; the newest of a run has the run's name, those before it `NAME@1` and so on. */
export class Shelf {
  readonly #all = new Map<number, Kept>();
  #lastId = 0;
  readonly #byRun = new Map<string, Kept[]>();

  constructor(rows: readonly JournalRow[]) {
    for (const row of rows) {
      const { id, run, generation, startedAt, program, lines, endedAt } = row;
      this.add({
        ...{ id, run, generation, startedAt, program, lines },
        given: lines,
        isEnding: endedAt !== null,
        endedAt: endedAt ?? undefined,
      });
    }
  }

  /** The number of the next journal. */
  get nextId(): number {
    return this.#lastId + 1;
  }

  add(kept: Kept): void {
    this.#all.set(kept.id, kept);
    this.#lastId = kept.id;
    const ofRun = this.#byRun.get(kept.run);
    if (ofRun) ofRun.push(kept);
    else this.#byRun.set(kept.run, [kept]);
  }

  newest(run: string): Kept | undefined {
    return this.#byRun.get(run)?.at(-1);
  }

  byId(id: number): Kept | undefined {
    return this.#all.get(id);
  }

  find(name: string): Kept | undefined {
    const [, run, generation] = EARLIER.exec(name) ?? [];
    if (run === undefined) return this.newest(name);
    const found = this.#byRun.get(run)?.find((kept) => kept.generation === Number(generation));
    return found === this.newest(run) ? undefined : found;
  }

  nameOf(kept: Kept): string {
    return this.newest(kept.run) === kept ? kept.run : `${kept.run}@${kept.generation}`;
  }

  /** Those of which at least the header is durable. */
  infos(): JournalInfo[] {
    const all = [...this.#all.values()];
    return all.filter(({ lines }) => lines > 0).map((kept) => this.info(kept));
  }

  info(kept: Kept): JournalInfo {
    const { run, startedAt, program, lines, endedAt } = kept;
    const ended = endedAt === undefined ? {} : { endedAt };
    return { name: this.nameOf(kept), run, startedAt, program, lines, ...ended };
  }
}

const EARLIER = /^(.*)@(\d+)$/s;

/** Why a run cannot have this name; undefined if it can. */
export function nameProblem(run: string): string | undefined {
  if (run === '') return 'A run needs a name.';
  if (run.includes('@'))
    return `A run cannot be named ${JSON.stringify(run)}: "@" marks the earlier runs of a name.`;
  return undefined;
}
