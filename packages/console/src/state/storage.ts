/** Where a browser remembers short texts: for good, or for as long as the tab is open. */
export type Memory = 'localStorage' | 'sessionStorage';

/** What was remembered under a name; undefined if nothing was, and where the browser denies it. */
export function recall(memory: Memory, name: string): string | undefined {
  try {
    return window[memory].getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a text under a name, or forgets it; where the browser denies that, or is full, nothing happens. */
export function remember(memory: Memory, name: string, text: string | undefined): void {
  try {
    if (text === undefined) window[memory].removeItem(name);
    else window[memory].setItem(name, text);
  } catch {
    // Whoever must know what is kept asks the database (see `document/keeper.ts`).
  }
}
