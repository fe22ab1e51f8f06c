import { awaitAgain, outNode, putBack } from './pool.ts';
import type { EventOf } from './protocol/event.ts';
import { cordonSuspects, keepSweeping } from './repair.ts';
import { serveWaiting } from './serve.ts';
import type { Turn } from './turn.ts';

/** Applies to a suspected node too: a person may have repaired it. */
export function onRepaired(turn: Turn, event: EventOf<'repaired'>): void {
  if (!isNews(turn, event)) return;
  const { node } = event;
  const explain = () => ({
    reason: `Node ${node} is repaired and may be placed again.`,
    inputs: { node },
  });
  turn.decide('return node', explain, [{ kind: 'uncordon', node }]);
}

export function onUncordoned(turn: Turn, event: EventOf<'uncordoned'>): void {
  if (!isNews(turn, event)) return;
  turn.setPool(putBack(turn.pool, event.node));
  cordonSuspects(turn);
  serveWaiting(turn);
}

/** Whether the node is out and nothing has been found wrong with it since the command that this answers. */
function isNews(turn: Turn, event: EventOf<'repaired' | 'uncordoned'>): boolean {
  const { kind, node, answers } = event;
  const out = outNode(turn.pool, node);
  if (!out) return false;
  if (answers === undefined || answers >= out.since) return true;
  if (!turn.rules.matchesNodeAnswers) return true;
  turn.countStale();
  turn.decide('stale', () => ({
    reason: `"${kind}" of node ${node} answers command ${answers}, and the node has failed since: ignored.`,
    inputs: { node, answers },
  }));
  return false;
}

/**
 * Asks again about what is out, because a lost message would keep a node cordoned for ever. That is harmless:
 * an engine already repairing the node changes nothing.
 */
export function onSweepDue(turn: Turn): void {
  const { out, down } = turn.pool;
  turn.setSweeping(false);
  if ((out.length === 0 && down.length === 0) || !turn.rules.sweeps) return;
  const cordoned = out.filter(({ state }) => state === 'cordoned');
  // A node asked about again is answered for again, so answers still under way do not count.
  turn.setPool(awaitAgain(turn.pool, turn.state.lastCommand + 1));
  turn.decide(
    'sweep',
    () => ({
      reason: `Asks about ${cordoned.length} cordoned nodes and ${down.length} domains that are down.`,
      inputs: { cordoned: cordoned.length, down: down.length },
    }),
    [
      ...cordoned.map(({ node }) => ({ kind: 'repair', node }) as const),
      ...down.map((domain) => ({ kind: 'inspect', domain }) as const),
    ],
  );
  keepSweeping(turn);
}
