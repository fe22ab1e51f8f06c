import { z } from 'zod';
import { Account } from './account.ts';
import { type BookStore, NO_BOOKS } from './book-store.ts';

/** What became of an answer; one line of the books. It has neither prompt nor reply. */
export interface AnswerEntry {
  readonly kind: 'answer';
  readonly id: string;
  /** Id of the key; empty for this machine without one. */
  readonly key: string;
  readonly face: 'responses' | 'chat';
  readonly model: string;
  /** Who answered; empty if nobody did. */
  readonly upstream: string;
  /** When it was asked, RFC 3339. */
  readonly at: string;
  readonly seconds: number;
  /** Until the first piece of it. */
  readonly firstSeconds?: number;
  readonly status: 'completed' | 'incomplete' | 'failed' | 'cancelled';
  /** Why it failed or is incomplete. */
  readonly code?: string;
  readonly input: number;
  readonly output: number;
  /** The upstream told no usage, or none that can be true. */
  readonly isEstimated: boolean;
  /** US dollars, of the key. */
  readonly cost: number;
  /** US dollars of tries that failed: of the site alone. */
  readonly lost: number;
}

/** What a priced answer may cost, written before an upstream is asked. */
export interface BegunEntry {
  readonly kind: 'begun';
  readonly id: string;
  readonly key: string;
  readonly at: string;
  /** US dollars at most. */
  readonly most: number;
}

/** What a person did with an answer. */
export interface DeedEntry {
  readonly kind: 'cancelled' | 'deleted';
  readonly id: string;
  readonly key: string;
  readonly at: string;
}

/** A question of a person in a chat, whatever answers it. */
export interface QuestionEntry {
  readonly kind: 'question';
  /** Of the answer in the chat. */
  readonly id: string;
  /** Id of the person. */
  readonly key: string;
  readonly at: string;
}

type Entry = AnswerEntry | BegunEntry | DeedEntry | QuestionEntry;

const spent = z.object({
  day: z.string(),
  ofDay: z.number(),
  ofMonth: z.number(),
  tokens: z.number().default(0),
  questions: z.number().default(0),
});
const summaryShape = z.object({
  site: spent,
  keys: z.record(z.string(), spent),
  open: z.record(z.string(), z.object({ key: z.string(), at: z.string(), most: z.number() })),
});
type Summary = z.output<typeof summaryShape>;

const entryShape = z.looseObject({
  kind: z.string(),
  id: z.string(),
  key: z.string(),
  at: z.string(),
  cost: z.number().optional(),
  lost: z.number().optional(),
  most: z.number().optional(),
  input: z.number().optional(),
  output: z.number().optional(),
});

type Booked = Pick<AnswerEntry, 'key' | 'at' | 'cost' | 'lost' | 'input' | 'output'>;

/** So many lines after a summary, another is kept. */
const SUMMARY_EVERY = 5000;

/**
 * Who spent what. Every answer is booked once, by its id. What a crash left unsettled is booked at the most it
 * may have cost, to the site alone: an upstream may ask for it, and nobody got an answer.
 */
export class Books {
  readonly site = new Account();
  readonly #keys = new Map<string, Account>();
  readonly #open = new Map<
    string,
    { readonly key: string; readonly at: string; readonly most: number }
  >();
  readonly #store: BookStore;
  #lines = 0;

  private constructor(store: BookStore) {
    this.#store = store;
  }

  /** What lines amount to that another gateway writes; nothing is added to them. */
  static toRead(): Books {
    return new Books(NO_BOOKS);
  }

  /** @param store absent if nothing is to be kept */
  static async open(store: BookStore = NO_BOOKS): Promise<Books> {
    const books = new Books(store);
    const { summary, lines } = await store.open();
    if (summary !== undefined) books.#restore(summaryShape.parse(JSON.parse(summary)));
    for await (const line of lines) books.take(JSON.parse(line));
    await books.#settleCrash();
    return books;
  }

  /** Whether what is spent is kept: without, nothing that costs may be asked. */
  get areKept(): boolean {
    return this.#store !== NO_BOOKS;
  }

  /** Answers that were begun at a price, and are not settled: US dollars at most of each. */
  get begun(): readonly number[] {
    return [...this.#open.values()].map(({ most }) => most);
  }

  account(key: string): Account {
    const known = this.#keys.get(key);
    if (known) return known;
    const made = new Account();
    this.#keys.set(key, made);
    return made;
  }

  /** Resolves once it is durable: only then may an upstream be asked. */
  async begin(entry: Omit<BegunEntry, 'kind'>): Promise<void> {
    const { id, key, at, most } = entry;
    this.#open.set(id, { key, at, most });
    try {
      await this.#append({ kind: 'begun', ...entry }, true);
    } catch (error) {
      // No upstream is asked then.
      this.#open.delete(id);
      throw error;
    }
  }

  /** Books an answer to its key and to the site. */
  async settle(entry: AnswerEntry): Promise<void> {
    const { id } = entry;
    this.#book(entry);
    const wasBegun = this.#open.delete(id);
    await this.#append(entry, wasBegun);
  }

  /** Counts a question; resolves once that is durable. */
  async question(entry: Omit<QuestionEntry, 'kind'>): Promise<void> {
    this.#count(entry);
    await this.#append({ kind: 'question', ...entry }, true);
  }

  async note(entry: DeedEntry): Promise<void> {
    await this.#append(entry, false);
  }

  async close(): Promise<void> {
    if (this.#lines > 0) await this.#summarise();
    await this.#store.close();
  }

  async #append(entry: Entry, isDurable: boolean): Promise<void> {
    const written = this.#store.append(JSON.stringify(entry), isDurable);
    this.#lines++;
    await written;
    if (this.#lines >= SUMMARY_EVERY) await this.#summarise();
  }

  /** What a line that was read does; a begun one waits for the one that settles it. @throws if it is none */
  take(line: unknown): void {
    const { kind, id, key, at, cost = 0, lost = 0, most = 0, ...used } = entryShape.parse(line);
    this.#lines++;
    if (kind === 'begun') this.#open.set(id, { key, at, most });
    if (kind === 'question') this.#count({ key, at });
    if (kind !== 'answer') return;
    this.#open.delete(id);
    const { input = 0, output = 0 } = used;
    this.#book({ key, at, cost, lost, input, output });
  }

  #count({ key, at }: Pick<QuestionEntry, 'key' | 'at'>): void {
    this.account(key).use(at.slice(0, 10), { questions: 1 });
  }

  #book({ key, at, cost, lost, input, output }: Booked): void {
    const day = at.slice(0, 10);
    if (input + output > 0) this.account(key).use(day, { tokens: input + output });
    if (cost > 0) this.account(key).book(day, cost);
    if (cost + lost > 0) this.site.book(day, cost + lost);
  }

  async #settleCrash(): Promise<void> {
    for (const [id, { key, at, most }] of [...this.#open]) {
      await this.settle({
        ...{ kind: 'answer', id, key, face: 'responses', model: '', upstream: '', at },
        ...{ seconds: 0, status: 'failed', code: 'gateway_died' },
        ...{ input: 0, output: 0, isEstimated: true, cost: 0, lost: most },
      });
    }
  }

  #restore({ site, keys, open }: Summary): void {
    this.site.spent = site;
    for (const [key, of] of Object.entries(keys)) this.account(key).spent = of;
    for (const [id, of] of Object.entries(open)) this.#open.set(id, of);
  }

  async #summarise(): Promise<void> {
    this.#lines = 0;
    const keys = [...this.#keys].filter(([, { spent }]) => spent.day !== '');
    const summary: Summary = {
      site: this.site.spent,
      keys: Object.fromEntries(keys.map(([key, { spent }]) => [key, spent])),
      open: Object.fromEntries(this.#open),
    };
    await this.#store.summarise(JSON.stringify(summary));
  }
}
