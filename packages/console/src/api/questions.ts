/** What is known of a question: its answer, or why there is none. Neither while it is waited for. */
export interface Known<Value> {
  readonly data?: Value;
  readonly error?: Error;
}

/** Finds the answer; rejects when the signal aborts. */
export type Work<Value> = (signal: AbortSignal) => Promise<Value>;

interface Entry {
  known: Known<unknown>;
  working: AbortController | undefined;
  /** Told of each change. */
  readonly readers: Set<() => void>;
  /** How many want an answer: it is worked on for the first and, once the last has left, abandoned. */
  wanted: number;
  forgetting: ReturnType<typeof setTimeout> | undefined;
}

const NOTHING: Known<unknown> = {};
/** How long an answer is kept that nobody reads, ms: while a person may go back. */
const KEPT_MS = 120_000;

/**
 * Questions by their words. Answers are pure functions of these, so each is asked once, whoever wants it, and never
 * again; one that failed is asked again when somebody wants it anew.
 */
export class Questions {
  readonly #entries = new Map<string, Entry>();

  known(key: string): Known<unknown> {
    return this.#entries.get(key)?.known ?? NOTHING;
  }

  /** Tells of each change of what is known, until the returned function is called. */
  read(key: string, tell: () => void, keptMs = KEPT_MS): () => void {
    const entry = this.#entryOf(key);
    clearTimeout(entry.forgetting);
    entry.readers.add(tell);
    return () => {
      entry.readers.delete(tell);
      if (entry.readers.size > 0) return;
      entry.forgetting = setTimeout(() => this.#entries.delete(key), keptMs);
    };
  }

  /** Has an answer found, unless there is one, until the returned function is called. */
  want(key: string, work: Work<unknown>): () => void {
    const entry = this.#entryOf(key);
    entry.wanted++;
    if (entry.known.data === undefined && !entry.working) this.#start(entry, work);
    return () => {
      if (--entry.wanted === 0) abandon(entry);
    };
  }

  /** Stops the work on a question; it begins again when somebody wants it anew. */
  cancel(key: string): void {
    const entry = this.#entries.get(key);
    if (entry) abandon(entry);
  }

  #entryOf(key: string): Entry {
    const there = this.#entries.get(key);
    if (there) return there;
    const entry: Entry = {
      ...{ known: NOTHING, working: undefined, readers: new Set(), wanted: 0 },
      forgetting: undefined,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  #start(entry: Entry, work: Work<unknown>): void {
    const working = new AbortController();
    entry.working = working;
    tell(entry, NOTHING);
    const end = (known: Known<unknown>): void => {
      if (working.signal.aborted) return;
      entry.working = undefined;
      tell(entry, known);
    };
    work(working.signal).then(
      (data) => end({ data }),
      (error: unknown) => end({ error: error instanceof Error ? error : new Error(String(error)) }),
    );
  }
}

function abandon(entry: Entry): void {
  entry.working?.abort();
  entry.working = undefined;
}

function tell(entry: Entry, known: Known<unknown>): void {
  if (entry.known === known) return;
  entry.known = known;
  for (const reader of entry.readers) reader();
}
