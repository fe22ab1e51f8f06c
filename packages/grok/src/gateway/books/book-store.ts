/**
 * Where a gateway keeps its books: lines that are only ever added, and now and then what they amount to. The
 * server has one over the store of journals. One gateway at a time writes; lines outlive a crash once `append`
 * with `isDurable` has resolved, other lines a second later.
 */
export interface BookStore {
  /** What the lines amounted to when that was last kept, and the lines since. */
  open(): Promise<{ readonly summary?: string; readonly lines: AsyncIterable<string> }>;
  append(line: string, isDurable: boolean): Promise<void>;
  /** Keeps what all lines given so far amount to. */
  summarise(summary: string): Promise<void>;
  close(): Promise<void>;
}

/** Books of a gateway that keeps none: what it answers must cost nothing. */
export const NO_BOOKS: BookStore = {
  open: async () => ({ lines: none() }),
  append: async () => {},
  summarise: async () => {},
  close: async () => {},
};

async function* none(): AsyncIterable<string> {}
