import { candidatesFor } from './candidates.ts';
import { leaveIfPlanned } from './leave.ts';
import { mayCordon } from './pool.ts';
import type { EventOf } from './protocol/event.ts';
import { endOfAttempt, isOver, type PlannedStop } from './state.ts';
import type { Turn } from './turn.ts';
import { countFree } from './words.ts';

/** Notes a reason to stop, and stops the run as soon as that loses no work; `atOnce` in the middle of a start too. */
export function planStop(turn: Turn, stop: PlannedStop, atOnce = false): void {
  const { planned, phase } = turn.run;
  const others = planned.filter(({ kind }) => kind !== stop.kind);
  const same = planned.find(({ kind }) => kind === stop.kind);
  const nodes = [...new Set([...(same?.nodes ?? []), ...stop.nodes])];
  turn.update({ planned: [...others, { ...stop, nodes }] });
  if (phase === 'running') beginPlanned(turn);
  else if (phase === 'starting' && atOnce) endStart(turn, stop);
  else if (phase !== 'waiting' || !leaveIfPlanned(turn)) {
    const reason = `${stop.reason} It follows when ${phase} is over.`;
    turn.decide('note', () => ({ reason, inputs: { phase } }));
  }
}

function endStart(turn: Turn, { reason }: PlannedStop): void {
  const { attempt } = turn.run;
  turn.order(
    'stop',
    () => ({ reason: `${reason} It has not started yet and is stopped.`, inputs: { attempt } }),
    { kind: 'stop' },
    { ...endOfAttempt(turn.run), phase: 'stopping', hasFailed: false },
  );
}

/** Saves if a stop is planned and the attempt is running; the stop follows. */
export function beginPlanned(turn: Turn): void {
  const { planned, phase, work, spec } = turn.run;
  const first = planned[0];
  if (phase !== 'running' || !first) return;
  const explain = () => ({
    reason: `${first.reason} ${spec.kind === 'serve' ? 'It drains first.' : 'A checkpoint is written first, ahead of time.'}`,
    inputs: { work, ...(first.kind === 'preempt' ? { for: first.cause } : {}) },
  });
  turn.update({ phase: 'saving' });
  turn.ask(first.kind === 'preempt' ? 'preempt' : 'save', explain, { kind: 'save' });
}

export function onMaintenanceDue(turn: Turn): void {
  if (isOver(turn.run)) return;
  planStop(turn, {
    kind: 'maintenance',
    nodes: [],
    cause: '',
    reason: 'Planned maintenance is due.',
  });
}

export function onRestartDue(turn: Turn, { reason, atOnce }: EventOf<'restartDue'>): void {
  if (isOver(turn.run)) {
    const { phase } = turn.run;
    turn.decide('note', () => ({
      reason: `The run has ${phase} and is not started again (${reason}).`,
      inputs: { phase },
    }));
    return;
  }
  const words = `A person restarts the run: ${reason}.`;
  planStop(turn, { kind: 'restart', nodes: [], cause: '', reason: words }, atOnce);
}

export function onCancelled(turn: Turn, { atOnce }: EventOf<'cancelled'>): void {
  const { run } = turn;
  if (isOver(run)) return;
  if (run.phase !== 'pending') {
    const reason = 'A person ends the run.';
    planStop(turn, { kind: 'cancel', nodes: [], cause: '', reason }, atOnce);
    return;
  }
  turn.update({ phase: 'finished' });
  turn.decide('finish', () => ({ reason: 'A person ended the run before it began.', inputs: {} }));
}

/** Waits at first: most slowdowns pass by themselves. */
export function onSlowed(turn: Turn, { slowdown, nodes }: EventOf<'slowed'>): void {
  const { spec, slow, phase } = turn.run;
  const { stragglerThreshold, stragglerPatience: after } = spec.policy;
  if (phase !== 'running' && phase !== 'detecting') return;
  const isBad = slowdown > stragglerThreshold && nodes.length > 0;
  if (!isBad) {
    if (slow.length === 0) return;
    turn.update({ slow: [] });
    turn.decide(
      'note',
      () => ({ reason: 'The run is as fast as it should be again.', inputs: { slowdown } }),
      [{ kind: 'cancelTimer', timer: 'straggler' }],
    );
    return;
  }
  const isNew = slow.length === 0;
  turn.update({ slow: nodes });
  if (!isNew) return;
  turn.decide(
    'note',
    () => ({
      reason: `Node ${nodes.join(', ')} makes every step ${slowdown.toFixed(2)} times as long: it loses its place if that lasts ${after} s.`,
      inputs: { slowdown, stragglerThreshold, stragglerPatience: after },
    }),
    [{ kind: 'setTimer', timer: 'straggler', after }],
  );
}

/** Replaces the slow nodes if others can take their place and the cordon limit allows it. */
export function loseStragglers(turn: Turn): void {
  const { slow, phase, spec } = turn.run;
  if (slow.length === 0 || (phase !== 'running' && phase !== 'detecting')) return;
  const isAllowed = mayCordon(turn.pool, turn.mostCordoned, slow.length);
  if (phase === 'running' && isAllowed && candidatesFor(turn).length >= slow.length) {
    turn.update({ slow: [] });
    const reason = `Node ${slow.join(', ')} has slowed the run for too long and is replaced.`;
    planStop(turn, { kind: 'replace', nodes: slow, cause: 'slow', reason });
    return;
  }
  const after = spec.policy.stragglerPatience;
  turn.decide(
    'hold',
    () => ({
      reason: 'The slow nodes stay for now: they could not be replaced.',
      inputs: { slow: slow.length },
    }),
    [{ kind: 'setTimer', timer: 'straggler', after }],
  );
}

/** A shrunk run takes nodes that have become free, at the cost of one restart. */
export function growBack(turn: Turn): void {
  const { phase, replicas, spec, missing } = turn.run;
  if ((phase !== 'running' && phase !== 'detecting') || replicas === spec.replicas) return;
  const surplus = spec.replicas * spec.nodesPerReplica - missing - replicas * spec.nodesPerReplica;
  const free = candidatesFor(turn).length;
  if (phase === 'running' && Math.min(missing, free) + surplus >= spec.nodesPerReplica) {
    const reason = `${countFree(free)}: the run goes back to more replicas.`;
    planStop(turn, { kind: 'grow', nodes: [], cause: '', reason });
    return;
  }
  const after = spec.policy.growAfter;
  turn.decide(
    'note',
    () => ({
      reason: `The run cannot grow now; it is looked at again in ${after} s.`,
      inputs: { free },
    }),
    [{ kind: 'setTimer', timer: 'grow', after }],
  );
}
