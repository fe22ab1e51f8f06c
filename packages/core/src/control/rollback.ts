import { proceed } from './proceed.ts';
import type { EventOf } from './protocol/event.ts';
import { failOver } from './recover.ts';
import { takeOutBlamed } from './repair.ts';
import { hasLiveAttempt, isOver, needsPlacing } from './state.ts';
import type { Turn } from './turn.ts';

/** Goes back deliberately to the newest checkpoint from before the corruption. */
export function onCorrupted(turn: Turn, { cleanWork, diagnosis }: EventOf<'corrupted'>): void {
  const { run } = turn;
  if (isOver(run)) {
    takeOutBlamed(turn, diagnosis);
    return;
  }
  // The clean checkpoint may be newer than any the supervisor has heard of, except during a rollback.
  const work = run.isRollback ? Math.min(run.work, cleanWork) : cleanWork;
  turn.update({ work, isRollback: run.isRollback || turn.rules.rollsBack });
  if (work < run.work) {
    const minutes = Math.round((run.work - work) / 6e7);
    turn.decide('roll back', () => ({
      reason: `The model was corrupted (${diagnosis.cause}): the run goes back to the newest clean checkpoint, ${minutes} minutes of training before the newest.`,
      inputs: { cleanWork: work, work: run.work },
    }));
  }
  if (hasLiveAttempt(run) && run.phase !== 'stopping') {
    failOver(turn, () => diagnosis.cause, diagnosis);
    return;
  }
  takeOutBlamed(turn, diagnosis);
  if (needsPlacing(turn.run)) proceed(turn);
}
