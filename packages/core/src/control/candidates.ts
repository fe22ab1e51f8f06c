import { availableTo, hasSuspects, isHeldFor } from './pool.ts';
import type { NodeId } from './protocol/ids.ts';
import { hasLiveAttempt, type RunState } from './state.ts';
import type { Turn } from './turn.ts';

/**
 * What keeps the run in focus from free nodes. Limit: bad nodes may not be cordoned; swapping more would
 * use up spares for what may not be their fault. Outranked: a run of higher priority waits for nodes.
 * Own: it takes nothing but its own nodes, once they are back.
 */
export type Barrier = 'limit' | 'outranked' | 'own';

export function barrierOf(turn: Turn): Barrier | undefined {
  if (hasSuspects(turn.pool)) return 'limit';
  if (waitsForOwn(turn, turn.run)) return 'own';
  return outranking(turn) ? 'outranked' : undefined;
}

/** The run that is served before the one in focus, if one is. */
export function outranking(turn: Turn): RunState | undefined {
  const { priority } = turn.run.spec;
  return turn.state.runs.find(
    (other) =>
      other.phase === 'waiting' && other.spec.priority > priority && !waitsForOwn(turn, other),
  );
}

function waitsForOwn({ pool }: Turn, { spec, index }: RunState): boolean {
  return spec.policy.recovery === 'repair' && isHeldFor(pool, index);
}

/** Free nodes that the run in focus may take now. */
export function candidatesFor(turn: Turn, barrier = barrierOf(turn)): readonly NodeId[] {
  if (barrier === 'limit' || barrier === 'outranked') return [];
  const { run, pool, state } = turn;
  const free = availableTo(pool, run.index, barrier === undefined, turn.rules.avoidsDown);
  if (!turn.rules.livingKeepNodes) return free;
  const taken = state.runs.flatMap((other) => (other === run ? [] : leavingAlive(other)));
  return taken.length === 0 ? free : free.filter((node) => !taken.includes(node));
}

/** Nodes that a run lost but that its attempt, which may still live, has not let go of. */
function leavingAlive(run: RunState): readonly NodeId[] {
  if (!hasLiveAttempt(run)) return [];
  return [...run.leaving, ...run.lost.flatMap(({ leaving }) => leaving)];
}
