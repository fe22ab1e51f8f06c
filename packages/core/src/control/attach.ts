import { onDomainFailed, onDomainRestored, onNodeFailed } from './fleet.ts';
import { onObserved } from './health.ts';
import type { EventOf, Gang } from './protocol/event.ts';
import { isSameDomain } from './protocol/topology.ts';
import { failOver } from './recover.ts';
import type { Turn } from './turn.ts';

const CAUSE = 'found at the inventory';

/**
 * Compares what an engine has with what it was believed to have, after a restart of the control plane or
 * whenever messages may have been lost. Each difference is treated as the message that never arrived; orders
 * still unconfirmed are left to be sent again.
 */
export function onInventory(turn: Turn, { gangs, broken, down }: EventOf<'inventory'>): void {
  const { at } = turn.state;
  for (const domain of down)
    onDomainFailed(turn, { at, kind: 'domainFailed', domain, cause: CAUSE });
  for (const domain of turn.pool.down) {
    if (down.some((other) => isSameDomain(other, domain))) continue;
    onDomainRestored(turn, { at, kind: 'domainRestored', domain });
  }
  for (const { spec, index } of turn.state.runs) {
    const gang = gangs.find(({ run }) => run === spec.run);
    turn.about(index, () => compare(turn, gang));
  }
  for (const node of broken) onNodeFailed(turn, { at, kind: 'nodeFailed', node, cause: CAUSE });
}

/** Compares the gang of the run in focus, if the engine has it under the run's current order. */
function compare(turn: Turn, gang: Gang | undefined): void {
  const { attempt, epoch, phase, spec } = turn.run;
  if (!gang || gang.attempt !== attempt || gang.epoch !== epoch) {
    turn.decide('note', () => ({
      reason: `The engine has run ${spec.run} under another order than the newest: what is not confirmed is sent again.`,
      inputs: { attempt, epoch, has: gang?.attempt ?? 0, under: gang?.epoch ?? 0 },
    }));
    return;
  }
  const { health, lost, run } = gang;
  // A start or a stop under way ends with its own confirmation.
  if (phase !== 'running' && phase !== 'detecting' && phase !== 'saving') return;
  if (health === 'none') {
    failOver(turn, () => `nothing of attempt ${attempt} is left`, undefined);
    return;
  }
  const { at } = turn.state;
  const observed = { at, run, attempt, epoch, kind: 'observed' } as const;
  // Replicas already known to be lost are on their way back.
  const known = turn.run.lost.map(({ replica }) => replica);
  const news = lost.filter((replica) => !known.includes(replica));
  if (health !== 'ok' || news.length === 0) onObserved(turn, { ...observed, health });
  else for (const replica of news) onObserved(turn, { ...observed, health: 'failed', replica });
}
