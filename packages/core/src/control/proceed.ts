import { DAY_S, showQuantity, youngInterval } from '../base/index.ts';
import { leaveIfPlanned } from './leave.ts';
import { placeOrWait } from './place.ts';
import { cordonSuspects, takeOutBlamed } from './repair.ts';
import type { RunState } from './state.ts';
import type { Turn } from './turn.ts';

/** With no attempt alive: does what was planned, fills the gang, starts maintenance, or launches. */
export function proceed(turn: Turn): void {
  cordonSuspects(turn);
  const { planned } = turn.run;
  if (planned.length > 0 && leaveIfPlanned(turn)) return;
  for (const { kind, nodes, cause } of planned) {
    if (kind === 'replace') takeOutBlamed(turn, { nodes, cause });
  }
  const hasMaintenance = planned.some(({ kind }) => kind === 'maintenance');
  if (planned.length > 0) {
    turn.update({ planned: planned.filter(({ kind }) => kind === 'maintenance') });
  }
  const { missing, leaving, joining } = turn.run;
  const lacks = missing > 0 && turn.rules.waitsForMissing;
  if (lacks || leaving.length > 0 || joining.length > 0) {
    const canLaunch = placeOrWait(turn);
    if (!canLaunch) return;
  }
  if (hasMaintenance) maintain(turn);
  else launch(turn);
}

function maintain(turn: Turn): void {
  const { work } = turn.run;
  const explain = () => ({
    reason: 'Planned maintenance begins while no attempt runs.',
    inputs: { work },
  });
  turn.order('maintain', explain, { kind: 'maintain' }, { phase: 'maintenance', planned: [] });
}

function launch(turn: Turn): void {
  const { run, state } = turn;
  const { work, attempt, isRollback, spec } = run;
  const replicas = Math.floor(
    (spec.replicas * spec.nodesPerReplica - run.missing) / spec.nodesPerReplica,
  );
  const interval = intervalFor(run, state.at);
  const checkpoint = `the newest checkpoint${isRollback ? ' that is clean' : ''}`;
  const from = spec.kind === 'serve' ? '' : ` from ${work === 0 ? 'the beginning' : checkpoint}`;
  turn.order(
    'launch',
    () => ({
      reason: `The gang is complete${replicas < spec.replicas ? ` but for ${showQuantity(spec.replicas - replicas, 'replica')}` : ''}: attempt ${attempt + 1} starts${from}.`,
      inputs: { work, interval, replicas },
    }),
    { kind: 'launch', work, isRollback, replicas, interval },
    { phase: 'starting', attempt: state.config.mode === 'act' ? attempt + 1 : attempt, replicas },
  );
}

/** Training time between two checkpoints, s. */
export function intervalFor({ spec, interruptions, since }: RunState, at: number): number {
  const { checkpoint } = spec.policy;
  if (checkpoint.kind === 'fixed') return checkpoint.interval;
  const { writeTime, meanTime } = checkpoint;
  if (checkpoint.kind === 'young' || since === undefined) return youngInterval(writeTime, meanTime);
  // The guess weighs as much as one interruption: a gamma prior of that strength.
  const seen = (meanTime + (at - since) / 1e6) / (1 + interruptions);
  return Math.max(1, Math.min(youngInterval(writeTime, seen), 30 * DAY_S));
}
