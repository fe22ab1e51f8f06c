import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What runs on behalf of a state folder, as the kernel tells it and not as the control plane does: every living
 * process whose arguments or environment mention the folder.
 *
 * @typedef {object} Found
 * @property {number} pid
 * @property {number} parent
 * @property {string} start when it started, in ticks since boot: tells it from a later process of the same pid
 * @property {readonly string[]} argv
 * @property {Readonly<Record<string, string>>} env as it was when the program was started
 *
 * @typedef {Found & { readonly rank: number, readonly attempt: number, readonly node: number }} Rank
 *
 * @typedef {object} Tree
 * @property {readonly Found[]} all
 * @property {readonly Found[]} controls control planes
 * @property {readonly Found[]} agents what keeps ranks: an agent, or the script that a scheduler starts
 * @property {readonly Rank[]} ranks the first process of each rank, without those that it started itself
 */

/** A process may replace its program soon after it was started; later what is known of it stays true. */
const SETTLED_MS = 2000;

/** Reads the process table again and again, and each process that has settled only once. */
export class ProcessTable {
  #home;
  #proc;
  /** @type {Map<string, { found: Found | undefined, since: number }>} by pid and start */
  #known = new Map();

  /** @param {string} home the state folder, without links in its path @param {string} [proc] where /proc is */
  constructor(home, proc = '/proc') {
    this.#home = home;
    this.#proc = proc;
  }

  /** @returns {Tree} */
  read(now = performance.now()) {
    const before = this.#known;
    this.#known = new Map();
    const all = [];
    for (const name of readdirSync(this.#proc)) {
      if (!/^\d+$/.test(name)) continue;
      const stat = this.#stat(name);
      if (!stat) continue;
      const key = `${name} ${stat.start}`;
      const known = before.get(key);
      const isSettled = known !== undefined && now - known.since > SETTLED_MS;
      const found = isSettled ? known.found : this.#look(Number(name), stat.start);
      this.#known.set(key, { found, since: known?.since ?? now });
      if (found) all.push({ ...found, parent: stat.parent });
    }
    return treeOf(all);
  }

  /** Whether a process that was found is still alive; one that only waits for its parent is not. @param {Found} found */
  isAlive({ pid, start }) {
    return this.#stat(String(pid))?.start === start;
  }

  /** @param {string} pid */
  #stat(pid) {
    const text = this.#text(pid, 'stat');
    // The name of the program stands in brackets and may contain any, and blanks.
    const [state, parent, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const start = rest[17];
    if (state === undefined || start === undefined || 'ZXx'.includes(state)) return undefined;
    return { parent: Number(parent), start };
  }

  /** @param {number} pid @param {string} start @returns {Found | undefined} */
  #look(pid, start) {
    const command = this.#text(String(pid), 'cmdline');
    const environment = this.#text(String(pid), 'environ');
    if (!command.includes(this.#home) && !environment.includes(this.#home)) return undefined;
    const env = Object.fromEntries(
      environment.split('\0').map((entry) => {
        const at = entry.indexOf('=');
        return [entry.slice(0, at), entry.slice(at + 1)];
      }),
    );
    return { pid, parent: 0, start, argv: command.split('\0').slice(0, -1), env };
  }

  /** Empty if the process is gone, or another user's. @param {string} pid @param {string} file */
  #text(pid, file) {
    try {
      return readFileSync(join(this.#proc, pid, file), 'utf8');
    } catch {
      return '';
    }
  }
}

/** USER_HZ, the unit of times in /proc; it is 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** How long a process lives already, s. @param {Found} found */
export function ageOf({ start }) {
  const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  return uptime - Number(start) / TICKS_PER_SECOND;
}

/** @param {readonly Found[]} all @returns {Tree} */
function treeOf(all) {
  const isOfRank = new Set(all.filter(isRank).map(({ pid }) => pid));
  const named = (/** @type {RegExp} */ name) =>
    all.filter(({ pid, argv }) => !isOfRank.has(pid) && argv.some((part) => name.test(part)));
  return {
    all,
    controls: named(/[/\\]daemon\.[jt]s$/),
    agents: named(/[/\\](agent\.[jt]s|rank\.sh)$/),
    ranks: all
      .filter((found) => isRank(found) && !isOfRank.has(found.parent))
      .map((found) => ({
        ...found,
        rank: Number(found.env['RANK']),
        attempt: Number(found.env['GIGAFACTORY_ATTEMPT']),
        node: Number(found.env['NODE_RANK']),
      }))
      .sort((a, b) => a.rank - b.rank || a.pid - b.pid),
  };
}

/** @param {Found} found */
function isRank({ env }) {
  return env['RANK'] !== undefined && env['GIGAFACTORY_ATTEMPT'] !== undefined;
}

/** A process with everything that it started and that started in turn, itself first. @param {Tree} tree @param {Found} head */
export function withDescendants({ all }, head) {
  const family = [head];
  for (const member of family) {
    for (const found of all) if (found.parent === member.pid) family.push(found);
  }
  return family;
}
