/**
 * Looks at the process table many times a second, for what must never be there.
 *
 * @typedef {import('./processes.mjs').Found} Found
 * @typedef {import('./processes.mjs').Rank} Rank
 * @typedef {import('./processes.mjs').Tree} Tree
 * @typedef {{ read(now?: number): Tree, isAlive(found: Found): boolean }} Table
 */

const INTERVAL_MS = 100;
/** A rank may outlive its agent by this long: it has to notice, and to leave. */
const ORPHAN_AFTER_MS = 10_000;

/**
 * Pairs of processes that must not live at the same time: of two attempts, or twice the same rank.
 *
 * @param {readonly Rank[]} ranks
 * @returns {[Rank, Rank][]}
 */
function duplicatesAmong(ranks) {
  return ranks.flatMap((one, index) =>
    ranks
      .slice(index + 1)
      .filter((other) => one.attempt !== other.attempt || one.rank === other.rank)
      .map((other) => /** @type {[Rank, Rank]} */ ([one, other])),
  );
}

export class Watch {
  #table;
  /** @type {Map<string, number>} since when a rank has had no agent, ms, by pid and start */
  #alone = new Map();
  /** @type {Set<string>} */
  #duplicates = new Set();
  /** @type {Set<string>} */
  #orphans = new Set();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  samples = 0;

  /** @param {Table} table */
  constructor(table) {
    this.#table = table;
  }

  /** Pairs seen alive together, each counted once. */
  get duplicates() {
    return [...this.#duplicates];
  }

  /** Ranks that lived on long after their agent, each counted once. */
  get orphans() {
    return [...this.#orphans];
  }

  start() {
    this.#timer = setInterval(() => this.look(), INTERVAL_MS);
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** @returns {Tree} */
  look(now = performance.now()) {
    const tree = this.#table.read(now);
    this.samples++;
    for (const [one, other] of duplicatesAmong(tree.ranks)) {
      // The table is not read at one moment: what counts is that the older one lives after the newer was seen.
      if (!this.#table.isAlive(one) || !this.#table.isAlive(other)) continue;
      this.#duplicates.add(`${tell(one)} and ${tell(other)}`);
    }
    this.#lookForOrphans(tree, now);
    return tree;
  }

  /** @param {Tree} tree @param {number} now */
  #lookForOrphans({ ranks, agents }, now) {
    const agentPids = new Set(agents.map(({ pid }) => pid));
    const before = this.#alone;
    this.#alone = new Map();
    for (const rank of ranks) {
      if (agentPids.has(rank.parent)) continue;
      const key = `${rank.pid} ${rank.start}`;
      const since = before.get(key) ?? now;
      this.#alone.set(key, since);
      if (now - since > ORPHAN_AFTER_MS) this.#orphans.add(tell(rank));
    }
  }
}

/** @param {Rank} rank */
function tell({ rank, attempt, pid }) {
  return `rank ${rank} of attempt ${attempt} (pid ${pid})`;
}
