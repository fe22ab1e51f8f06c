import { NOBODY } from './owners.ts';
import {
  hasSuspects,
  holderOf,
  isKnown,
  isOut,
  mayCordon,
  type OutNode,
  outNode,
  takeOut,
} from './pool.ts';
import type { Diagnosis } from './protocol/event.ts';
import type { NodeId } from './protocol/ids.ts';
import type { Explain, Turn } from './turn.ts';

/** Cordons a bad node and sends it to repair, if the limit on cordoned nodes allows it. */
export function takeOutNode(turn: Turn, node: NodeId, cause: string): void {
  const { pool } = turn;
  if (!isKnown(pool, node) || isOut(pool, node)) return;
  const holder = holderOf(pool, node);
  if (mayCordon(pool, turn.mostCordoned)) {
    const role = holder === NOBODY ? 'Spare node' : 'Node';
    cordon(turn, node, () => ({
      reason: `${role} ${node} is taken out (${cause}): it is cordoned and sent to repair.`,
      inputs: { node, cause, cordoned: turn.pool.cordoned },
    }));
  } else {
    turn.setPool(takeOut(pool, outOf(turn, node, 'suspect')));
    hold(turn, node, cause);
  }
  if (holder !== NOBODY) leaveGang(turn, holder, [node]);
}

/** Sends a node that is already out to repair again: if its return is under way, it must not count. */
export function takeOutAgain(turn: Turn, node: NodeId, cause: string): void {
  if (outNode(turn.pool, node)?.state !== 'cordoned') return;
  cordon(turn, node, () => ({
    reason: `Node ${node}, which is out already, is sent to repair again (${cause}).`,
    inputs: { node, cause },
  }));
}

/** An attempt can blame only its own nodes and free ones: a node that another run has by now is healthy again. */
export function takeOutBlamed(turn: Turn, { nodes, cause }: Diagnosis): void {
  for (const node of nodes) {
    const holder = holderOf(turn.pool, node);
    if (holder === NOBODY || holder === turn.run.index) takeOutNode(turn, node, cause);
  }
}

function outOf(turn: Turn, node: NodeId, state: OutNode['state']): OutNode {
  const { pool } = turn;
  const before =
    outNode(pool, node)?.heldFor ?? pool.reserved.find((entry) => entry.node === node)?.run;
  const holder = before ?? holderOf(pool, node);
  const waits = holder !== NOBODY && turn.state.runs[holder]!.spec.policy.recovery === 'repair';
  const since = turn.state.lastCommand + 1;
  return { node, state, heldFor: waits ? holder : NOBODY, since };
}

/** Records nodes that left a gang as missing from it. */
export function leaveGang(turn: Turn, holder: number, nodes: readonly NodeId[]): void {
  turn.about(holder, () => {
    const { missing, leaving } = turn.run;
    turn.update({ missing: missing + nodes.length, leaving: [...leaving, ...nodes] });
  });
}

function cordon(turn: Turn, node: NodeId, explain: Explain): void {
  turn.setPool(takeOut(turn.pool, outOf(turn, node, 'cordoned')));
  turn.decide('cordon', explain, [
    { kind: 'cordon', node },
    { kind: 'repair', node },
  ]);
  keepSweeping(turn);
}

function hold(turn: Turn, node: NodeId, cause: string): void {
  const { pool, state } = turn;
  const { maxCordonShare } = state.config.fleet;
  const cordoned = pool.cordoned;
  turn.decide('hold', () => ({
    reason:
      maxCordonShare === 0
        ? `Node ${node} should be taken out (${cause}), but none may be cordoned: it is left to a person.`
        : `Node ${node} should be taken out (${cause}), but ${cordoned} of ${pool.topology.nodes} nodes are cordoned already: when so many look bad, the cause may be elsewhere.`,
    inputs: { node, cause, cordoned, maxCordonShare },
  }));
}

/** Cordons nodes held back by the limit as soon as it allows. */
export function cordonSuspects(turn: Turn): void {
  if (!hasSuspects(turn.pool)) return;
  for (const { node, state } of turn.pool.out) {
    if (state !== 'suspect') continue;
    if (!mayCordon(turn.pool, turn.mostCordoned)) return;
    cordon(turn, node, () => ({
      reason: `The limit allows node ${node}, held back so far, to be cordoned and sent to repair.`,
      inputs: { node, cordoned: turn.pool.cordoned },
    }));
  }
}

export function keepSweeping(turn: Turn): void {
  const { isSweeping, config } = turn.state;
  if (isSweeping) return;
  turn.setSweeping(true);
  const after = config.fleet.sweepInterval;
  const explain = () => ({
    reason: `What is out or down is asked about in ${after} s.`,
    inputs: { sweepInterval: after },
  });
  turn.decide('note', explain, [{ kind: 'setSweep', after }]);
}
