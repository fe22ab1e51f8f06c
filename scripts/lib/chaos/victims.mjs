import { withDescendants } from './processes.mjs';

/**
 * Who is killed next, by seed.
 *
 * @typedef {import('./processes.mjs').Found} Found
 * @typedef {import('./processes.mjs').Tree} Tree
 * @typedef {import('@gigafactory/core/base').RandomStream} RandomStream
 * @typedef {'rank' | 'agent' | 'control'} Kind
 *
 * @typedef {object} Victim
 * @property {Kind} kind
 * @property {string} name
 * @property {readonly Found[]} processes in the order in which they are killed
 */

/** An endless order of kinds, out of a bag that is filled again. @param {RandomStream} stream @param {readonly string[]} bag @returns {Generator<string, never>} */
export function* drawKinds(stream, bag) {
  for (;;) {
    const left = [...bag];
    while (left.length > 0) {
      const [kind] = left.splice(stream.integer(left.length), 1);
      if (kind) yield kind;
    }
  }
}

/**
 * A victim of this kind; undefined while none is alive.
 *
 * @param {Kind} kind
 * @param {Tree} tree
 * @param {RandomStream} stream
 * @returns {Victim | undefined}
 */
export function drawVictim(kind, tree, stream) {
  const among = { rank: tree.ranks, agent: busyAgents(tree), control: tree.controls }[kind];
  if (among.length === 0) return undefined;
  const head = among[stream.integer(among.length)];
  if (!head) return undefined;
  // An agent dies first, so that it cannot tell of the death of its ranks.
  const processes = kind === 'control' ? [head] : withDescendants(tree, head);
  return { kind, name: nameOf(kind, head), processes };
}

/** Agents with a rank: the death of any other is no loss to a run. @param {Tree} tree */
function busyAgents({ agents, ranks }) {
  return agents.filter(({ pid }) => ranks.some(({ parent }) => parent === pid));
}

/** @param {Kind} kind @param {Found} head */
function nameOf(kind, head) {
  if (kind === 'control') return 'the control plane';
  return kind === 'rank' ? `rank ${head.env['RANK']}` : 'an agent with its ranks';
}

/** @param {Pick<Victim, 'processes'>} victim */
export function kill({ processes }) {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // Gone already, which is what was wanted.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
    }
  }
}
