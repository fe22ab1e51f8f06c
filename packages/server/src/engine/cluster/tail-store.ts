import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseObject } from '../gang/lines.ts';
import type { SavedTail } from './follower.ts';

/** ms between two writings: after a kill so much is read, and logged, a second time. */
const INTERVAL = 2000;

interface SavedTails {
  readonly format: 'gigafactory-tails';
  readonly version: 1;
  readonly tails: readonly SavedTail[];
}

/** How far the output of ranks was read, kept beside the logs. */
export class TailStore {
  readonly #path: string;
  #writtenAt = 0;
  #written = '';

  constructor(folder: string) {
    this.#path = join(folder, 'tails.json');
  }

  /** None if there are none, or none that can be read: then everything is read again from its start. */
  read(): readonly SavedTail[] {
    try {
      const found = parseObject(readFileSync(this.#path, 'utf8')) as SavedTails | undefined;
      const isKnown = found?.format === 'gigafactory-tails' && found.version === 1;
      return isKnown ? found.tails : [];
    } catch {
      return [];
    }
  }

  /** Writes them if it is time and they are others. */
  keep(tails: () => readonly SavedTail[], isNow = false): void {
    const now = performance.now();
    if (!isNow && now - this.#writtenAt < INTERVAL) return;
    this.#writtenAt = now;
    const state: SavedTails = { format: 'gigafactory-tails', version: 1, tails: tails() };
    const text = JSON.stringify(state);
    if (text === this.#written) return;
    try {
      writeFileSync(`${this.#path}.new`, text, { mode: 0o600 });
      renameSync(`${this.#path}.new`, this.#path);
      this.#written = text;
    } catch {
      // A disk that takes nothing costs lines that are logged twice after a restart, and no run.
    }
  }
}
