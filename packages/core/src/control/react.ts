import type { Diagnosis, SupervisorEvent } from './event.ts';
import { isKnown, putBack } from './pool.ts';
import { cordonSuspects, failOver, proceed, recover, takeOutNode } from './recover.ts';
import { hasLiveAttempt, type SupervisorState } from './state.ts';
import type { Turn } from './turn.ts';

type EventOf<Kind extends SupervisorEvent['kind']> = Extract<SupervisorEvent, { kind: Kind }>;

export function onRequested(turn: Turn): void {
  if (turn.state.phase === 'pending') proceed(turn);
}

export function onPlaced(turn: Turn): void {
  if (turn.state.phase === 'placing') proceed(turn);
}

export function onLaunched(turn: Turn): void {
  if (turn.state.phase !== 'starting') return;
  turn.update({ phase: 'running', unconfirmed: undefined });
  const { attempt, work } = turn.state;
  turn.decide('run', () => ({ reason: `Attempt ${attempt} trains.`, inputs: { work } }), [
    { kind: 'cancelTimer', timer: 'confirm' },
  ]);
  beginMaintenanceIfDue(turn);
}

/** Only `failed` may cost the attempt its life; `unknown` leads to another look and nothing else. */
export function onObserved(turn: Turn, event: EventOf<'observed'>): void {
  const { state } = turn;
  if (!hasLiveAttempt(state) || state.phase === 'stopping') return;
  if (event.health === 'ok') onHealthy(turn);
  else if (event.health === 'failed') {
    failOver(turn, () => describe(event.diagnosis), event.diagnosis);
  } else onUnknown(turn, state);
}

function describe(diagnosis: Diagnosis | undefined): string {
  if (!diagnosis) return 'the engine says so, the cause is not known yet';
  const { cause, nodes } = diagnosis;
  return nodes.length === 0 ? cause : `${cause} on node ${nodes.join(', ')}`;
}

function onHealthy(turn: Turn): void {
  const { phase, attempt, isProbing } = turn.state;
  if (!isProbing) return;
  turn.update({ isProbing: false, phase: phase === 'detecting' ? 'running' : phase });
  const explain = () => ({ reason: `Attempt ${attempt} is well after all.`, inputs: { attempt } });
  turn.decide('note', explain, [{ kind: 'cancelTimer', timer: 'probe' }]);
  if (phase === 'detecting') beginMaintenanceIfDue(turn);
}

/** The first unknown starts the probing; its timer carries it on. */
function onUnknown(turn: Turn, { phase, isProbing }: SupervisorState): void {
  if (isProbing) return;
  turn.update({ isProbing: true, phase: phase === 'running' ? 'detecting' : phase });
  probe(turn);
}

function probe(turn: Turn): void {
  const { attempt, config } = turn.state;
  const after = config.policy.probeInterval;
  turn.decide(
    'probe',
    () => ({
      reason: `Nobody can tell how attempt ${attempt} is: it is left alone, and looked at every ${after} s until somebody can.`,
      inputs: { attempt, probeInterval: after },
    }),
    [{ kind: 'probe' }, { kind: 'setTimer', timer: 'probe', after }],
  );
}

export function onStopped(turn: Turn): void {
  const { phase, hasFailed, diagnosis, attempt } = turn.state;
  if (phase !== 'stopping') return;
  if (!hasFailed) proceed(turn);
  else if (diagnosis) recover(turn, diagnosis);
  else {
    const explain = () => ({
      reason: `Attempt ${attempt} is stopped; before the next one, the cause is looked for.`,
      inputs: { attempt },
    });
    turn.order('diagnose', explain, { kind: 'diagnose' }, { phase: 'diagnosing' });
  }
}

export function onDiagnosed(turn: Turn, event: EventOf<'diagnosed'>): void {
  if (turn.state.phase === 'diagnosing') recover(turn, event.diagnosis);
}

/** A new checkpoint is progress: the retry budgets are full again. */
export function onCheckpointed(turn: Turn, { work }: { readonly work: number }): void {
  if (work <= turn.state.work) return;
  turn.update({ work, failures: 0, failuresByCause: {} });
}

export function onSaved(turn: Turn, event: EventOf<'saved'>): void {
  if (turn.state.phase !== 'saving') return;
  onCheckpointed(turn, event);
  const { work } = turn.state;
  const explain = () => ({
    reason: 'The work is saved: the attempt is stopped for maintenance.',
    inputs: { work },
  });
  turn.order('maintain', explain, { kind: 'stop' }, { phase: 'stopping', hasFailed: false });
}

export function onMaintenanceDue(turn: Turn): void {
  const { phase } = turn.state;
  if (phase === 'finished' || phase === 'failed') return;
  turn.update({ isMaintenanceDue: true });
  if (phase === 'running') beginMaintenanceIfDue(turn);
  else {
    const reason = `Maintenance is due and follows when ${phase} is over.`;
    turn.decide('note', () => ({ reason, inputs: { phase } }));
  }
}

function beginMaintenanceIfDue(turn: Turn): void {
  if (!turn.state.isMaintenanceDue) return;
  const { work } = turn.state;
  turn.update({ phase: 'saving' });
  const explain = () => ({
    reason: 'Planned maintenance is due: a checkpoint is written first, ahead of time.',
    inputs: { work },
  });
  turn.ask('maintain', explain, { kind: 'save' });
}

export function onMaintained(turn: Turn): void {
  if (turn.state.phase === 'maintenance') proceed(turn);
}

export function onNodeFailed(turn: Turn, { node, cause }: EventOf<'nodeFailed'>): void {
  const { state } = turn;
  const { pool } = state;
  if (!isKnown(pool, node)) return;
  const missingBefore = pool.missing;
  takeOutNode(turn, node, cause);
  const lostGangNode = turn.state.pool.missing > missingBefore;
  if (lostGangNode && hasLiveAttempt(state) && state.phase !== 'stopping') {
    failOver(turn, () => `${cause} on node ${node}`, { cause, nodes: [node] });
  } else if (state.phase === 'waiting') proceed(turn);
}

export function onRepaired(turn: Turn, { node }: EventOf<'repaired'>): void {
  if (!turn.state.pool.cordoned.includes(node)) return;
  const explain = () => ({
    reason: `Node ${node} is repaired and may be placed again.`,
    inputs: { node },
  });
  turn.decide('return node', explain, [{ kind: 'uncordon', node }]);
}

export function onUncordoned(turn: Turn, { node }: EventOf<'uncordoned'>): void {
  turn.update({ pool: putBack(turn.state.pool, node) });
  cordonSuspects(turn);
  if (turn.state.phase === 'waiting') proceed(turn);
}

export function onTimer(turn: Turn, { timer }: EventOf<'timer'>): void {
  if (timer === 'confirm') resend(turn);
  else if (turn.state.isProbing) probe(turn);
}

/** Sends the unconfirmed order again under its id; an engine that has it already changes nothing. */
function resend(turn: Turn): void {
  const { unconfirmed, config } = turn.state;
  if (!unconfirmed) return;
  const after = config.policy.confirmTimeout;
  turn.record(
    'resend',
    () => ({
      reason: `Nothing confirmed "${unconfirmed.kind}" (command ${unconfirmed.id}) in ${after} s: it is sent again under the same id.`,
      inputs: { command: unconfirmed.id },
    }),
    [unconfirmed],
  );
  turn.decide('note', () => ({ reason: 'Its confirmation is awaited again.', inputs: {} }), [
    { kind: 'setTimer', timer: 'confirm', after },
  ]);
}

export function onFinished(turn: Turn): void {
  const { state } = turn;
  if (!hasLiveAttempt(state)) return;
  turn.update({ phase: 'finished', unconfirmed: undefined });
  const inputs = { attempt: state.attempt };
  turn.decide('finish', () => ({ reason: 'All the work is done and saved.', inputs }), [
    { kind: 'cancelTimer', timer: 'confirm' },
    { kind: 'cancelTimer', timer: 'probe' },
  ]);
}
