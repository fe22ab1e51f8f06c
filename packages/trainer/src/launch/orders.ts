import type { Address } from './environment.ts';
import { parseAddress } from './environment.ts';
import { isRecord } from './problems.ts';

/** Which ranks train together, and where each listens. */
export interface Membership {
  /** Rises with every change: 0 is that of the launch. */
  readonly generation: number;
  readonly ranks: readonly number[];
  /** In the order of `ranks`. */
  readonly peers: readonly Address[];
}

/** What the engine has asked of this rank since it was launched. */
export class Orders {
  /** The newest; undefined until a rank that joins has got one. */
  membership: Membership | undefined;
  /** To save and leave. */
  leaves = false;
  /** Whether memberships can come at all: if not, a lost peer is the end. */
  readonly isLed: boolean;
  readonly #listeners: (() => void)[] = [];

  constructor(membership: Membership | undefined, isLed: boolean) {
    this.membership = membership;
    this.isLed = isLed;
  }

  /** Calls `listener` after every change. */
  listen(listener: () => void): void {
    this.#listeners.push(listener);
  }

  leave(): void {
    this.leaves = true;
    for (const listener of this.#listeners) listener();
  }

  /** Takes a line of standard input. One that is no membership, or an older one, changes nothing; says which it is. */
  hear(line: string): 'new' | 'old' | 'unknown' {
    const membership = parseMembership(line);
    if (!membership) return 'unknown';
    if (this.membership && membership.generation <= this.membership.generation) return 'old';
    this.membership = membership;
    for (const listener of this.#listeners) listener();
    return 'new';
  }
}

function parseMembership(line: string): Membership | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  const members = isRecord(parsed) ? parsed['members'] : undefined;
  const { generation, ranks, peers } = isRecord(members) ? members : {};
  if (!isCount(generation) || !Array.isArray(ranks) || !Array.isArray(peers)) return undefined;
  const addresses = peers.map((peer) =>
    typeof peer === 'string' ? parseAddress(peer) : undefined,
  );
  const known = addresses.filter((address) => address !== undefined);
  const isWhole =
    ranks.length > 0 && ranks.length === known.length && peers.length === known.length;
  return isWhole && ranks.every(isCount) ? { generation, ranks, peers: known } : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
