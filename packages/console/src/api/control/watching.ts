import type { ControlAnswer, ControlFault } from './client.ts';

/** What the control plane said last, and why it says nothing newer. */
export interface Watched<Value> {
  readonly value: Value | undefined;
  /** When the value came, ms since 1970; 0 without one. */
  readonly at: number;
  readonly fault: ControlFault | undefined;
}

interface Entry {
  watched: Watched<unknown>;
  readonly often: number;
  readonly readers: Set<() => void>;
  asking: AbortController | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** What a watch needs of its surroundings, for tests to replace. */
export interface Sight {
  readonly ask: (path: string, signal: AbortSignal) => Promise<ControlAnswer<unknown>>;
  /** Whether anybody sees the page. */
  readonly isSeen: () => boolean;
  readonly now: () => number;
}

const NOTHING: Watched<unknown> = { value: undefined, at: 0, fault: undefined };
/** From one question to the next while something is wrong, and how long what nobody reads is kept, ms. */
const [SELDOM, KEPT_MS] = [5_000, 120_000];

/** Asks paths of the control plane again and again, each for all its readers, as long as the page is seen. */
export class Watching {
  readonly #entries = new Map<string, Entry>();
  readonly #sight: Sight;

  constructor(sight: Sight) {
    this.#sight = sight;
  }

  watched(path: string): Watched<unknown> {
    return this.#entries.get(path)?.watched ?? NOTHING;
  }

  /** Asks at once, then every `often` ms while all is well, until the returned function is called. */
  read(path: string, often: number, tell: () => void): () => void {
    const entry = this.#entryOf(path, often);
    entry.readers.add(tell);
    if (!entry.asking) void this.#ask(path, entry);
    return () => {
      entry.readers.delete(tell);
      if (entry.readers.size > 0) return;
      stop(entry);
      entry.timer = setTimeout(() => this.#entries.delete(path), KEPT_MS);
    };
  }

  /** Asks all that is read, at once: something has changed, or the page is seen again. */
  askAgain(): void {
    for (const [path, entry] of this.#entries)
      if (entry.readers.size > 0) void this.#ask(path, entry);
  }

  #entryOf(path: string, often: number): Entry {
    const there = this.#entries.get(path);
    if (there) return there;
    const entry: Entry = {
      ...{ watched: NOTHING, often, readers: new Set(), asking: undefined, timer: undefined },
    };
    this.#entries.set(path, entry);
    return entry;
  }

  async #ask(path: string, entry: Entry): Promise<void> {
    stop(entry);
    const asking = new AbortController();
    entry.asking = asking;
    let answer: ControlAnswer<unknown>;
    try {
      answer = await this.#sight.ask(path, asking.signal);
    } catch (error) {
      if (asking.signal.aborted) return;
      throw error;
    }
    if (asking.signal.aborted) return;
    entry.asking = undefined;
    const { now, isSeen } = this.#sight;
    entry.watched = answer.ok
      ? { value: answer.value, at: now(), fault: undefined }
      : { ...entry.watched, fault: answer.fault };
    for (const reader of entry.readers) reader();
    const wait = waitAfter(entry);
    if (wait === undefined) return;
    // A page that nobody sees asks once it is seen again.
    entry.timer = setTimeout(() => isSeen() && this.#ask(path, entry), wait);
  }
}

/** Without a token, or a control plane to come, nothing changes. */
function waitAfter({ watched: { fault }, often }: Entry): number | undefined {
  if (fault?.reason === 'token' || fault?.reason === 'none') return undefined;
  return fault ? SELDOM : often;
}

function stop(entry: Entry): void {
  entry.asking?.abort();
  entry.asking = undefined;
  clearTimeout(entry.timer);
}
