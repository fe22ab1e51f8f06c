import { NOBODY } from './owners.ts';
import { availableTo } from './pool.ts';
import type { Turn } from './turn.ts';

/** Has free nodes started and checked until there are as many warm standbys as the policy wants. */
export function keepWarm(turn: Turn): void {
  const { pool, state } = turn;
  const lacking = state.config.fleet.warmStandbys - pool.warm.length;
  if (lacking <= 0) return;
  const cold = availableTo(pool, NOBODY, true, turn.rules.avoidsDown).filter(
    (node) => !pool.warm.includes(node),
  );
  const nodes = cold.slice(0, lacking);
  if (nodes.length === 0) return;
  turn.setPool({ ...pool, warm: [...pool.warm, ...nodes] });
  turn.decide(
    'warm',
    () => ({
      reason: `${nodes.length} free ${nodes.length === 1 ? 'node is' : 'nodes are'} made ready to join a gang at once.`,
      inputs: { warmStandbys: state.config.fleet.warmStandbys },
    }),
    nodes.map((node) => ({ kind: 'warm', node }) as const),
  );
}
