import type { Turn } from './turn.ts';

/** Gives all nodes back if the run is to end or give way. */
export function leaveIfPlanned(turn: Turn): boolean {
  const { planned } = turn.run;
  const leaves =
    planned.find(({ kind }) => kind === 'cancel') ?? planned.find(({ kind }) => kind === 'preempt');
  if (!leaves) return false;
  const isEnd = leaves.kind === 'cancel';
  turn.order(
    'release',
    () => ({ reason: leaves.reason, inputs: {} }),
    { kind: 'release' },
    {
      phase: 'releasing',
      next: isEnd ? 'finished' : 'waiting',
      planned: planned.filter((stop) => stop !== leaves),
    },
  );
  return true;
}
