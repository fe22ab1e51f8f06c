import { availableTo, hasSuspects, isHeldFor } from './pool.ts';
import type { NodeId } from './protocol/ids.ts';
import { hasLiveAttempt, type RunState } from './state.ts';
import type { Turn } from './turn.ts';

/**
 * What keeps the run in focus from taking free nodes. Limit: no more bad nodes may be cordoned, and swapping
 * more would use up spares for what may not be the nodes' fault. Outranked: a run of higher priority is
 * waiting for nodes. Own: it takes only its own nodes, once they are back.
 */
export type Barrier = 'limit' | 'outranked' | 'own';

export function barrierOf(turn: Turn): Barrier | undefined {
  if (hasSuspects(turn.pool)) return 'limit';
  if (waitsForOwn(turn, turn.run)) return 'own';
  return outranking(turn) ? 'outranked' : undefined;
}

/** The run that must be served before the one in focus, if there is one. */
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

/** Nodes that a run has lost but that its attempt, possibly still alive, has not released. */
function leavingAlive(run: RunState): readonly NodeId[] {
  if (!hasLiveAttempt(run)) return [];
  return [...run.leaving, ...run.lost.flatMap(({ leaving }) => leaving)];
}
