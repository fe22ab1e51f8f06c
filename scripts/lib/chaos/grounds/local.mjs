import { drawVictim, kill } from '../victims.mjs';

/**
 * Processes of this machine, each node an agent.
 *
 * @returns {import('./ground.mjs').Ground}
 */
export function openLocal() {
  return {
    engine: 'local',
    env: {},
    bag: ['rank', 'rank', 'agent', 'control'],
    facts: {},
    flags: () => [],
    draw: processOf,
    mend: () => undefined,
    end: () => undefined,
  };
}

/** A kind that is a process of this machine. @type {import('./ground.mjs').Ground['draw']} */
export function processOf(kind, tree, stream) {
  if (kind !== 'rank' && kind !== 'agent' && kind !== 'control') return undefined;
  const victim = drawVictim(kind, tree, stream);
  if (!victim) return undefined;
  const pids = victim.processes.map(({ pid }) => pid).join(', ');
  return { name: `${victim.name} (${pids})`, kill: () => kill(victim) };
}
