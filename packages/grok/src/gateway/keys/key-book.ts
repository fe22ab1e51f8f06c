import { statSync } from 'node:fs';
import type { Problem } from '@gigafactory/core/base';
import { type ApiKey, hashOf, readKeys } from './key-file.ts';

/** How long a change of the file may stay unseen, ms. */
const LOOK_MS = 250;

/** The keys that hold, as the file has them: one that is revoked stops working a quarter of a second later. */
export class KeyBook {
  readonly #path: string;
  readonly #now: () => number;
  #byHash = new Map<string, ApiKey>();
  #stamp = '';
  #lookedAt = Number.NEGATIVE_INFINITY;
  #hasAny = false;
  #problem: Problem | undefined;

  /** @param now ms, of any clock that only goes forward */
  constructor(path: string, now: () => number) {
    this.#path = path;
    this.#now = now;
  }

  /** Whether any key was ever made: from then on a request needs one, even when all are revoked. */
  get hasAny(): boolean {
    this.#look();
    return this.#hasAny;
  }

  /** Why no key can be checked: the file is broken. */
  get problem(): Problem | undefined {
    this.#look();
    return this.#problem;
  }

  find(secret: string): ApiKey | undefined {
    this.#look();
    return this.#byHash.get(hashOf(secret));
  }

  #look(): void {
    const now = this.#now();
    if (now - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = now;
    const stamp = stampOf(this.#path);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    const read = readKeys(this.#path);
    this.#problem = read.ok ? undefined : read.problems[0];
    if (!read.ok) {
      // Who was let in before may not be any more: nobody is, until the file can be read.
      this.#byHash = new Map();
      this.#hasAny = true;
      return;
    }
    this.#hasAny = read.value.length > 0;
    const holding = read.value.filter(({ revokedAt }) => revokedAt === undefined);
    this.#byHash = new Map(holding.map((key) => [key.hash, key]));
  }
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : '';
}
