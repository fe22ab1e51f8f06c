import { NOBODY } from './owners.ts';
import { planStop } from './planned.ts';
import { holderOf, isKnown, isOut, release } from './pool.ts';
import { lookAt } from './probe.ts';
import { proceed } from './proceed.ts';
import type { EventOf } from './protocol/event.ts';
import type { NodeId } from './protocol/ids.ts';
import { type Domain, isKnownDomain, isSameDomain, nodeRange } from './protocol/topology.ts';
import { failOver } from './recover.ts';
import { keepSweeping, leaveGang, takeOutAgain, takeOutNode } from './repair.ts';
import { loseJoining } from './replica.ts';
import { serveWaiting } from './serve.ts';
import { hasLiveAttempt, needsPlacing, type RunState } from './state.ts';
import type { Turn } from './turn.ts';
import { keepWarm } from './warm.ts';
import { countNodes } from './words.ts';

export function onNodeFailed(turn: Turn, { node, cause }: EventOf<'nodeFailed'>): void {
  if (!isKnown(turn.pool, node)) return;
  if (isOut(turn.pool, node)) {
    takeOutAgain(turn, node, cause);
    return;
  }
  const holder = holderOf(turn.pool, node);
  if (holder === NOBODY) {
    takeOutNode(turn, node, cause);
    keepWarm(turn);
    return;
  }
  turn.about(holder, () => {
    const { phase, spec } = turn.run;
    const isLive = hasLiveAttempt(turn.run) && phase !== 'stopping';
    // The engine says which replica it takes down; the others may go on.
    if (isLive && phase !== 'starting' && spec.policy.recovery === 'replica') {
      if (loseJoining(turn, node, cause)) return;
      turn.decide('note', () => ({
        reason: `Node ${node} failed (${cause}): the engine is asked which replica it takes down.`,
        inputs: { node, cause },
      }));
      lookAt(turn);
      return;
    }
    takeOutNode(turn, node, cause);
    if (isLive) failOver(turn, () => `${cause} on node ${node}`, { cause, nodes: [] });
    else if (needsPlacing(turn.run)) proceed(turn);
  });
}

/** The nodes are only out of reach, not bad: they are not cordoned, and are free again once they are back. */
export function onDomainFailed(turn: Turn, { domain, cause }: EventOf<'domainFailed'>): void {
  const { pool } = turn;
  if (
    !isKnownDomain(pool.topology, domain) ||
    pool.down.some((other) => isSameDomain(other, domain))
  )
    return;
  const [from, before] = nodeRange(pool.topology, domain);
  const warm = pool.warm.filter((node) => node < from || node >= before);
  turn.setPool({ ...pool, down: [...pool.down, domain], warm });
  turn.decide('domain', () => ({
    reason: `${nameOf(domain)} is down (${cause}): its ${countNodes(before - from)} ${before - from === 1 ? 'is' : 'are'} out of reach.`,
    inputs: { nodes: before - from },
  }));
  keepSweeping(turn);
  for (const [holder, nodes] of heldBetween(turn, from, before))
    loseNodes(turn, holder, nodes, domain, cause);
  keepWarm(turn);
}

function loseNodes(
  turn: Turn,
  holder: number,
  nodes: readonly NodeId[],
  domain: Domain,
  cause: string,
): void {
  const { phase, spec } = turn.state.runs[holder]!;
  const { recovery } = spec.policy;
  const goesOn =
    hasLiveAttempt(turn.state.runs[holder]!) && phase !== 'stopping' && phase !== 'starting';
  // The engine says which replicas it takes down; the others may go on.
  if (recovery === 'replica' && goesOn) {
    turn.about(holder, () => lookAt(turn));
    return;
  }
  const waits = recovery === 'repair';
  turn.setPool(release(turn.pool, nodes, waits ? holder : NOBODY));
  leaveGang(turn, holder, nodes);
  turn.about(holder, () => {
    const { run } = turn;
    if (needsPlacing(run)) proceed(turn);
    else if (hasLiveAttempt(run) && run.phase !== 'stopping') {
      const describe = () => `${cause} took ${nodes.length} of its nodes`;
      failOver(turn, describe, { cause: `${nameOf(domain)} down`, nodes: [] });
    }
  });
}

function heldBetween({ pool }: Turn, from: NodeId, before: NodeId): Map<number, NodeId[]> {
  const held = new Map<number, NodeId[]>();
  for (let node = from; node < before; node++) {
    const holder = holderOf(pool, node);
    if (holder === NOBODY) continue;
    const nodes = held.get(holder);
    if (nodes) nodes.push(node);
    else held.set(holder, [node]);
  }
  return held;
}

export function onDomainRestored(turn: Turn, { domain }: EventOf<'domainRestored'>): void {
  const { pool } = turn;
  const down = pool.down.filter((other) => !isSameDomain(other, domain));
  if (down.length === pool.down.length) return;
  turn.setPool({ ...pool, down });
  turn.decide('domain', () => ({
    reason: `${nameOf(domain)} is back: its nodes may be placed again.`,
    inputs: { stillDown: down.length },
  }));
  serveWaiting(turn);
}

/** Free nodes are taken out at once, those of a run once it has saved. */
export function onDrainDue(turn: Turn, { nodes, reason }: EventOf<'drainDue'>): void {
  const known = nodes.filter((node) => isKnown(turn.pool, node));
  const held = known.filter((node) => holderOf(turn.pool, node) !== NOBODY);
  for (const node of known) {
    if (isOut(turn.pool, node)) takeOutAgain(turn, node, reason);
    else if (!held.includes(node)) takeOutNode(turn, node, reason);
  }
  for (const { index } of turn.state.runs) {
    const own = held.filter((node) => holderOf(turn.pool, node) === index);
    if (own.length > 0) turn.about(index, () => drain(turn, own, reason));
  }
}

function drain(turn: Turn, nodes: readonly NodeId[], reason: string): void {
  const { phase }: RunState = turn.run;
  planStop(turn, {
    kind: 'replace',
    nodes,
    cause: reason,
    reason: `${nodes.length === 1 ? `Node ${nodes[0]} is` : `${nodes.length} nodes are`} to be drained (${reason}).`,
  });
  if (phase === 'waiting') proceed(turn);
}

export function nameOf({ kind, index }: Domain): string {
  return `${kind === 'cooling' ? 'Cooling unit' : kind[0]!.toUpperCase() + kind.slice(1)} ${index}`;
}
