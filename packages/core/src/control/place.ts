import { type Barrier, barrierOf, candidatesFor, outranking } from './candidates.ts';
import { chooseNodes } from './choose.ts';
import { forget, holderOf, take } from './pool.ts';
import { preemptFor } from './preempt.ts';
import type { NodeId } from './protocol/ids.ts';
import { isOver, type RunState } from './state.ts';
import type { Turn } from './turn.ts';
import { keepWarm } from './warm.ts';
import { countFree, countNodes } from './words.ts';

/** Orders the nodes that the gang lacks, or waits; true when the run can be launched as it is. */
export function placeOrWait(turn: Turn): boolean {
  const { missing, leaving, joining } = turn.run;
  const barrier = barrierOf(turn);
  const candidates = candidatesFor(turn, barrier);
  const count = countToTake(turn.run, candidates.length);
  if (count === undefined) {
    wait(turn, candidates.length, barrier);
    return false;
  }
  if (count < missing && count + leaving.length + joining.length === 0) return true;
  const { topology, warm } = turn.pool;
  place(turn, chooseNodes(topology, candidates, count, warm, leaving[0]) ?? []);
  return false;
}

/** All missing nodes, or as many as complete whole replicas; undefined when the run has to wait. */
function countToTake({ spec, missing }: RunState, candidates: number): number | undefined {
  if (candidates >= missing) return missing;
  const { nodesPerReplica, minReplicas, policy } = spec;
  if (policy.recovery !== 'shrink' && policy.recovery !== 'replica') return undefined;
  const held = spec.replicas * nodesPerReplica - missing;
  const replicas = Math.floor((held + candidates) / nodesPerReplica);
  return replicas < minReplicas ? undefined : Math.max(0, replicas * nodesPerReplica - held);
}

/** The fewest nodes it needs to train at all. */
function leastMissing({ spec, missing }: RunState): number {
  return missing - (spec.replicas - spec.minReplicas) * spec.nodesPerReplica;
}

function place(turn: Turn, add: readonly NodeId[]): void {
  const { run } = turn;
  const { missing, leaving, joining, spec, index } = run;
  const free = turn.pool.free.length;
  const isWhole = missing === spec.replicas * spec.nodesPerReplica;
  // Nodes added by an unconfirmed order may not have arrived, so they are added again.
  const again = joining.filter((node) => holderOf(turn.pool, node) === index);
  const all = again.length === 0 ? add : [...again, ...add].sort((a, b) => a - b);
  // Nodes that left may have come back, to another replica.
  const remove = leaving.filter(
    (node) => holderOf(turn.pool, node) !== index || again.includes(node),
  );
  const taken = take(turn.pool, add, index);
  turn.setPool(add.length === missing ? forget(taken, index) : taken);
  turn.order(
    'place',
    () => ({ reason: describePlacing(add, isWhole, missing), inputs: { missing, free } }),
    { kind: 'place', add: all, remove },
    { phase: 'placing', missing: missing - add.length, joining: all },
  );
  keepWarm(turn);
}

function describePlacing(add: readonly NodeId[], isWholeGang: boolean, missing: number): string {
  if (add.length < missing) {
    return `The gang lacks ${missing} and takes ${add.length}: the run goes on with the replicas that it can fill.`;
  }
  if (add.length === 0)
    return 'The last order to join the gang was not confirmed: it is given again.';
  if (isWholeGang && add.length === 1) return 'The run needs 1 node, and it is free.';
  if (isWholeGang)
    return `The run needs ${countNodes(add.length)}, all at once, and they are free.`;
  if (add.length === 1) return `Node ${add[0]} takes the empty place in the gang.`;
  return `${countNodes(add.length)} take the empty places in the gang.`;
}

function wait(turn: Turn, available: number, barrier: Barrier | undefined): void {
  const { missing } = turn.run;
  turn.update({ phase: 'waiting', unconfirmed: undefined });
  const explain = () => ({
    reason: describeWaiting(turn, available, barrier),
    inputs: { missing, available, cordoned: turn.pool.cordoned },
  });
  turn.decide('wait', explain, [{ kind: 'cancelTimer', timer: 'confirm' }]);
  // Behind a barrier the run could not take what others gave up.
  if (!barrier) preemptFor(turn, missing - available, leastMissing(turn.run) - available);
}

function describeWaiting(turn: Turn, available: number, barrier: Barrier | undefined): string {
  const { run, state, pool } = turn;
  const lacks = `The gang lacks ${run.missing}`;
  if (barrier === 'limit') {
    return `${lacks}, and no more nodes are swapped while the cordon limit holds; the run waits for repairs.`;
  }
  if (barrier === 'own') return `${lacks}; the run waits until its own nodes are back.`;
  if (barrier === 'outranked') {
    return `${lacks}; run ${outranking(turn)?.spec.run} is served first.`;
  }
  const isOutEmpty = pool.out.length === 0 && pool.down.length === 0;
  if (isOutEmpty && state.runs.some((other) => other !== run && !isOver(other))) {
    return `${lacks} and ${countFree(available)}; the run waits until others give theirs back.`;
  }
  return `${lacks} and ${available} can take a place; the run waits until nodes are back.`;
}
