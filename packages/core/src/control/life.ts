import { beginPlanned } from './planned.ts';
import { forget, holderOf, nodesOf, release } from './pool.ts';
import { proceed } from './proceed.ts';
import type { EventOf } from './protocol/event.ts';
import { recover } from './recover.ts';
import { takeOutNode } from './repair.ts';
import { serveWaiting } from './serve.ts';
import { endOfAttempt, hasLiveAttempt, isOver, type RunState } from './state.ts';
import type { Turn } from './turn.ts';

export function onRequested(turn: Turn, { again = false }: EventOf<'requested'>): void {
  if (again && isOver(turn.run)) turn.update(ANEW);
  if (turn.run.phase === 'pending') proceed(turn);
}

/** A run that is over and wanted again has all its retries; its attempts go on counting. */
const ANEW = {
  phase: 'pending',
  next: 'waiting',
  planned: [],
  hasFailed: false,
  diagnosis: undefined,
  failures: 0,
  failuresByCause: {},
} as const satisfies Partial<RunState>;

export function onPlaced(turn: Turn): void {
  if (turn.run.phase !== 'placing' && turn.rules.placesFirst) return;
  const hasLeft = turn.run.leaving.length > 0;
  turn.update({ leaving: [], joining: [] });
  proceed(turn);
  if (hasLeft) serveWaiting(turn, turn.run.index);
}

export function onLaunched(turn: Turn, { work }: EventOf<'launched'>): void {
  const { run, state } = turn;
  if (run.phase !== 'starting') return;
  const since = run.since ?? state.at;
  turn.update({
    phase: 'running',
    unconfirmed: undefined,
    isRollback: false,
    isProbing: false,
    since,
  });
  const { attempt, replicas, spec } = run;
  const fewer = replicas < spec.replicas ? ` on ${replicas} of ${spec.replicas} replicas` : '';
  const { watchInterval, growAfter } = spec.policy;
  turn.decide(
    'run',
    () => ({
      reason: `Attempt ${attempt} ${spec.kind === 'serve' ? 'takes requests' : 'trains'}${fewer}.`,
      inputs: { work, replicas },
    }),
    [
      { kind: 'cancelTimer', timer: 'confirm' },
      { kind: 'setTimer', timer: 'watch', after: watchInterval },
      ...(fewer ? [{ kind: 'setTimer', timer: 'grow', after: growAfter } as const] : []),
    ],
  );
  beginPlanned(turn);
}

/** A new checkpoint is progress, so it refills the retry budgets. */
export function onCheckpointed(turn: Turn, { work }: { readonly work: number }): void {
  const { run } = turn;
  // Between a rollback and its launch, anything newer is what the run is rolling back from.
  if (work <= run.work || (run.isRollback && run.phase !== 'starting')) return;
  // If the attempt saves after a rollback, it has trained even though its launch was never confirmed: rolling
  // back once more would delete what it saved.
  turn.update({ work, isRollback: false, failures: 0, failuresByCause: {} });
}

export function onSaved(turn: Turn, event: EventOf<'saved'>): void {
  if (turn.run.phase !== 'saving') return;
  onCheckpointed(turn, event);
  const { work, planned, spec } = turn.run;
  const isServer = spec.kind === 'serve';
  const what = planned[0]?.reason ?? 'planned work';
  const explain = () => ({
    reason: `${isServer ? 'It is drained' : 'The work is saved'}: the attempt is stopped. ${what}`,
    inputs: { work },
  });
  turn.order(
    'stop',
    explain,
    { kind: 'stop' },
    {
      ...endOfAttempt(turn.run),
      phase: 'stopping',
      hasFailed: false,
    },
  );
}

export function onStopped(turn: Turn): void {
  const { phase, hasFailed, diagnosis, attempt, spec } = turn.run;
  if (phase !== 'stopping') return;
  const hasLeft = turn.run.leaving.length > 0;
  if (!hasFailed) proceed(turn);
  else if (diagnosis) recover(turn, diagnosis);
  else {
    const explain = () => ({
      reason: `Attempt ${attempt} is stopped; the cause is looked for before the next one starts.`,
      inputs: { attempt },
    });
    turn.order('diagnose', explain, { kind: 'diagnose' }, { phase: 'diagnosing' });
    const after = spec.policy.diagnosisWindow;
    turn.decide(
      'note',
      () => ({
        reason: `An answer may take up to ${after} s.`,
        inputs: { diagnosisWindow: after },
      }),
      [{ kind: 'setTimer', timer: 'diagnosis', after }],
    );
  }
  // Nodes lost while the attempt was alive are released only now.
  if (hasLeft) serveWaiting(turn, turn.run.index);
}

export function onMaintained(turn: Turn): void {
  if (turn.run.phase === 'maintenance') proceed(turn);
}

/** The nodes are back: runs that waited for them are served. */
export function onReleased(turn: Turn): void {
  const { phase, next, index, spec } = turn.run;
  if (phase !== 'releasing') return;
  drainLeft(turn);
  turn.setPool(forget(release(turn.pool, nodesOf(turn.pool, index)), index));
  const missing = spec.replicas * spec.nodesPerReplica;
  turn.update({ phase: next, unconfirmed: undefined, missing, leaving: [], joining: [] });
  turn.decide('note', () => ({ reason: 'The nodes of the run are free again.', inputs: {} }), [
    { kind: 'cancelTimer', timer: 'confirm' },
  ]);
  serveWaiting(turn);
}

/** Nodes to be drained are taken out before another run can take them. */
function drainLeft(turn: Turn): void {
  const { planned, index } = turn.run;
  const drains = planned.filter(({ kind }) => kind === 'replace');
  if (drains.length === 0) return;
  for (const { nodes, cause } of drains) {
    for (const node of nodes) {
      if (holderOf(turn.pool, node) === index) takeOutNode(turn, node, cause);
    }
  }
  turn.update({ planned: planned.filter(({ kind }) => kind !== 'replace') });
}

export function onFinished(turn: Turn): void {
  const { run } = turn;
  if (!hasLiveAttempt(run)) return;
  const inputs = { attempt: run.attempt };
  turn.order(
    'finish',
    () => ({ reason: 'All the work is done and saved: the nodes are given back.', inputs }),
    { kind: 'release' },
    { ...endOfAttempt(run), phase: 'releasing', next: 'finished' },
  );
}
