import { beginPlanned } from './planned.ts';
import { lookAt } from './probe.ts';
import type { Diagnosis, EventOf } from './protocol/event.ts';
import { failOver, recover } from './recover.ts';
import { canGoOnWithout, loseReplica } from './replica.ts';
import { hasLiveAttempt } from './state.ts';
import type { Turn } from './turn.ts';

/** Only `failed` may end the attempt; `unknown` only leads to another look. */
export function onObserved(turn: Turn, event: EventOf<'observed'>): void {
  const { run } = turn;
  if (!hasLiveAttempt(run) || run.phase === 'stopping') return;
  const { health, diagnosis, replica } = event;
  if (health === 'ok') onHealthy(turn);
  else if (health === 'unknown' && turn.rules.unknownIsNotFailed) lookAt(turn);
  else if (replica !== undefined && canGoOnWithout(run, replica)) loseReplica(turn, replica);
  else failOver(turn, () => describe(diagnosis), diagnosis);
}

function describe(diagnosis: Diagnosis | undefined): string {
  if (!diagnosis) return 'the engine says so, the cause is not known yet';
  const { cause, nodes } = diagnosis;
  return nodes.length === 0 ? cause : `${cause} on node ${nodes.join(', ')}`;
}

function onHealthy(turn: Turn): void {
  const { phase, attempt, isProbing } = turn.run;
  if (!isProbing) return;
  turn.update({ isProbing: false, phase: phase === 'detecting' ? 'running' : phase });
  const explain = () => ({ reason: `Attempt ${attempt} is well after all.`, inputs: { attempt } });
  turn.decide('note', explain, [{ kind: 'cancelTimer', timer: 'probe' }]);
  beginPlanned(turn);
}

export function onDiagnosed(turn: Turn, event: EventOf<'diagnosed'>): void {
  if (turn.run.phase === 'diagnosing') recover(turn, event.diagnosis);
}
