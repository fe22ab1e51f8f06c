import { proceed } from './proceed.ts';
import type { EventOf } from './protocol/event.ts';
import { endLoss, rejoinWaiting } from './replica.ts';
import type { Turn } from './turn.ts';
import { keepWarm } from './warm.ts';

/** Nodes became free: other runs that wait for some are served, those of high priority first. */
export function serveWaiting(turn: Turn, except?: number): void {
  const runs = turn.state.runs;
  const order =
    runs.length === 1 ? runs : runs.toSorted((a, b) => b.spec.priority - a.spec.priority);
  for (const { index } of order) {
    if (index === except) continue;
    turn.about(index, () => {
      if (turn.run.phase === 'waiting' || !turn.rules.servesOnlyWaiting) proceed(turn);
      else if (turn.run.lost.length > 0) rejoinWaiting(turn);
    });
  }
  keepWarm(turn);
}

/** A replica trains again; nodes that it lost may be had by others now. */
export function onRejoined(turn: Turn, event: EventOf<'rejoined'>): void {
  if (endLoss(turn, event)) serveWaiting(turn, turn.run.index);
}
