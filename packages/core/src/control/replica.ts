import { candidatesFor } from './candidates.ts';
import { chooseNodes } from './choose.ts';
import { beginPlanned } from './planned.ts';
import { holderOf, take } from './pool.ts';
import type { Diagnosis, EventOf } from './protocol/event.ts';
import type { CommandId, NodeId, ReplicaId } from './protocol/ids.ts';
import { countFailure, failOver, spentBudget } from './recover.ts';
import { takeOutBlamed } from './repair.ts';
import type { LostReplica, RunState } from './state.ts';
import type { Turn } from './turn.ts';
import { keepWarm } from './warm.ts';
import { countNodes } from './words.ts';

/** Whether the run's policy lets it survive the loss of a replica, and enough others are left. */
export function canGoOnWithout(
  { spec, replicas, lost, phase }: RunState,
  replica: ReplicaId,
): boolean {
  if (spec.policy.recovery !== 'replica' || phase === 'starting') return false;
  const others = lost.filter((other) => other.replica !== replica).length;
  return replica < replicas && replicas - others - 1 >= spec.minReplicas;
}

/** Lets the others go on; a replica that fails while it is brought back is diagnosed again. */
export function loseReplica(turn: Turn, replica: ReplicaId): void {
  calmDown(turn);
  const before = turn.run.lost.find((other) => other.replica === replica);
  // It may have come back unreported before it failed; the others then wait for the order to go on without
  // it.
  if (!before || before.phase === 'joining') shrink(turn, replica, before);
  beginPlanned(turn);
}

const NOTHING_LEFT = { missing: 0, leaving: [], joining: [] };

function shrink(turn: Turn, replica: ReplicaId, before: LostReplica | undefined): void {
  const { replicas } = turn.run;
  const others = turn.run.lost.filter((other) => other.replica !== replica);
  const explain = () => ({
    reason: `Replica ${replica} failed: the other ${replicas - others.length - 1} go on without it.`,
    inputs: { replica, replicas },
  });
  const pending = turn.request('shrink', explain, { kind: 'shrink', replica });
  const { missing, leaving, joining } = before ?? NOTHING_LEFT;
  put(turn, { replica, phase: 'shrinking', pending, missing, leaving, joining });
}

/**
 * Handles the failure of a node that a replica is coming back with: the node is taken out and the replica
 * lost again. False if no replica is coming back with it.
 */
export function loseJoining(turn: Turn, node: NodeId, cause: string): boolean {
  const lost = turn.run.lost.find(({ joining }) => joining.includes(node));
  if (!lost) return false;
  const gone = takeOutOfReplica(turn, { cause, nodes: [node] });
  shrink(turn, lost.replica, {
    ...lost,
    missing: lost.missing + gone.length,
    leaving: [...lost.leaving, ...gone],
    joining: lost.joining.filter((other) => other !== node),
  });
  return true;
}

/** The attempt is no longer in doubt. */
function calmDown(turn: Turn): void {
  const { isProbing, phase } = turn.run;
  if (isProbing)
    turn.update({ isProbing: false, phase: phase === 'detecting' ? 'running' : phase });
}

export function onShrunk(turn: Turn, event: EventOf<'shrunk'>): void {
  const lost = answered(turn, event.replica, event.answers);
  if (lost) diagnose(turn, lost);
}

function diagnose(turn: Turn, lost: LostReplica): void {
  const { replica } = lost;
  const explain = () => ({
    reason: `The others train on while the cause of the failure of replica ${replica} is looked for.`,
    inputs: { replica },
  });
  const pending = turn.request('diagnose', explain, { kind: 'diagnoseReplica', replica });
  put(turn, { ...lost, phase: 'diagnosing', pending });
}

export function onReplicaDiagnosed(turn: Turn, event: EventOf<'replicaDiagnosed'>): void {
  const lost = answered(turn, event.replica, event.answers);
  if (!lost) return;
  const { cause } = event.diagnosis;
  const { failures, failuresByCause } = turn.run;
  countFailure(turn, cause);
  // A replica that fails at every return would do so for ever: it ends the run, as an attempt that fails at
  // every start does.
  if (spentBudget(turn.run, cause) !== undefined) {
    // The end of the attempt counts this failure.
    turn.update({ failures, failuresByCause });
    failOver(turn, () => `replica ${event.replica} failed once too often`, event.diagnosis);
    return;
  }
  const gone = takeOutOfReplica(turn, event.diagnosis);
  bringBack(turn, {
    ...lost,
    missing: lost.missing + gone.length,
    leaving: [...lost.leaving, ...gone],
    joining: lost.joining.filter((node) => !gone.includes(node)),
  });
}

/** The nodes are missing from the replica, not from the gang as a whole. */
function takeOutOfReplica(turn: Turn, diagnosis: Diagnosis): readonly NodeId[] {
  const { nodes } = diagnosis;
  const { index, missing, leaving } = turn.run;
  const own = [...new Set(nodes)].filter((node) => holderOf(turn.pool, node) === index);
  takeOutBlamed(turn, diagnosis);
  turn.update({ missing, leaving });
  return own;
}

function bringBack(turn: Turn, lost: LostReplica): void {
  const { replica, missing, leaving } = lost;
  const candidates = missing === 0 ? [] : candidatesFor(turn);
  if (candidates.length < missing) {
    put(turn, { ...lost, phase: 'waiting', pending: undefined });
    turn.decide('wait', () => ({
      reason: `Replica ${replica} lacks ${countNodes(missing)} and ${candidates.length} are free: it waits for repairs, the others train.`,
      inputs: { replica, missing, available: candidates.length },
    }));
    return;
  }
  const { index } = turn.run;
  const { topology, warm } = turn.pool;
  const added =
    missing === 0 ? [] : (chooseNodes(topology, candidates, missing, warm, leaving[0]) ?? []);
  if (missing > 0) turn.setPool(take(turn.pool, added, index));
  // Nodes added by an earlier order may not have arrived, so they are added again.
  const add = [...lost.joining, ...added];
  const explain = () => ({
    reason:
      add.length === 0
        ? `Replica ${replica} comes back on its own nodes.`
        : `Replica ${replica} comes back with node ${add.join(', ')} in the empty place.`,
    inputs: { replica, missing },
  });
  const pending = turn.request('rejoin', explain, {
    kind: 'rejoin',
    replica,
    add,
    remove: leaving,
  });
  put(turn, { replica, phase: 'joining', pending, missing: 0, leaving, joining: add });
  keepWarm(turn);
}

/** Nodes have become free: brings back replicas that wait for some. */
export function rejoinWaiting(turn: Turn): void {
  for (const lost of turn.run.lost) if (lost.phase === 'waiting') bringBack(turn, lost);
}

/** Returns whether this releases nodes that the replica had lost. */
export function endLoss(turn: Turn, event: EventOf<'rejoined'>): boolean {
  const lost = answered(turn, event.replica, event.answers);
  if (!lost) return false;
  const { replica } = event;
  turn.update({ lost: turn.run.lost.filter((other) => other.replica !== replica) });
  const left = turn.run.lost.length;
  turn.decide('rejoin', () => ({
    reason: `Replica ${replica} trains again${left === 0 ? '' : `; ${left} are still lost`}.`,
    inputs: { replica, lost: left },
  }));
  return lost.leaving.length > 0;
}

/** The replica that is waiting for the answer to exactly this command. */
function answered(turn: Turn, replica: ReplicaId, answers: CommandId): LostReplica | undefined {
  const lost = turn.run.lost.find((other) => other.replica === replica);
  if (lost && (lost.pending?.id === answers || !turn.rules.matchesReplicaAnswers)) return lost;
  turn.countStale();
  turn.decide('stale', () => ({
    reason: `No answer to command ${answers} about replica ${replica} is expected: ignored.`,
    inputs: { replica },
  }));
  return undefined;
}

function put(turn: Turn, lost: LostReplica): void {
  const others = turn.run.lost.filter((other) => other.replica !== lost.replica);
  turn.update({ lost: [...others, lost] });
}
