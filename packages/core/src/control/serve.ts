import { proceed } from './proceed.ts';
import type { EventOf } from './protocol/event.ts';
import { endLoss, rejoinWaiting } from './replica.ts';
import type { Turn } from './turn.ts';
import { keepWarm } from './warm.ts';

/** Nodes have become free: serves the other runs that wait for some, those of high priority first. */
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

/** A replica trains again; others may now have the nodes it lost. */
export function onRejoined(turn: Turn, event: EventOf<'rejoined'>): void {
  if (endLoss(turn, event)) serveWaiting(turn, turn.run.index);
}
