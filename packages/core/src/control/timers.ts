import { onReleased, onStopped } from './life.ts';
import { growBack, loseStragglers } from './planned.ts';
import { probe } from './probe.ts';
import type { Command } from './protocol/command.ts';
import type { EventOf } from './protocol/event.ts';
import { recover } from './recover.ts';
import type { RunState } from './state.ts';
import type { Turn } from './turn.ts';

export function onTimer(turn: Turn, { timer }: EventOf<'timer'>): void {
  if (timer === 'confirm') resend(turn);
  else if (timer === 'probe') {
    if (turn.run.isProbing) probe(turn);
  } else if (timer === 'watch') watch(turn);
  else if (timer === 'diagnosis') giveUpDiagnosis(turn);
  else if (timer === 'straggler') loseStragglers(turn);
  else growBack(turn);
}

/** What a supervisor does if it takes silence as confirmation of an order. */
function takesSilenceForDone(turn: Turn, { kind }: Command): boolean {
  if (kind === 'release' && !turn.rules.silenceIsNoRelease) onReleased(turn);
  else if (kind === 'stop' && !turn.rules.silenceIsNoStop) onStopped(turn);
  else return false;
  return true;
}

/** Sends an unconfirmed order again under the same id; an engine that already has it changes nothing. */
function resend(turn: Turn): void {
  const { unconfirmed, lost, spec, phase } = turn.run;
  const pending = [unconfirmed, ...lost.map((replica) => replica.pending)].filter(
    (command) => command !== undefined,
  );
  const first = pending[0];
  if (!first || !turn.rules.sendsAgain) return;
  if (takesSilenceForDone(turn, first)) return;
  const after = spec.policy.confirmTimeout;
  turn.record(
    'resend',
    () => ({
      reason: whyAgain(turn.run, first),
      inputs: { command: first.id },
    }),
    pending,
  );
  const isStarting = phase === 'starting';
  turn.decide(
    'note',
    () => ({
      reason: `Its confirmation is awaited again${isStarting ? ', and the attempt is checked: it may have died unnoticed' : ''}.`,
      inputs: {},
    }),
    [
      ...(isStarting ? [{ kind: 'probe' } as const] : []),
      { kind: 'setTimer', timer: 'confirm', after },
    ],
  );
}

/** A server confirms its launch once it takes requests: until then it may well be loading. */
function whyAgain({ spec, attempt }: RunState, { kind, id }: Command): string {
  const after = spec.policy.confirmTimeout;
  return kind === 'launch' && spec.kind === 'serve'
    ? `Attempt ${attempt} takes no requests after ${after} s, and may still be loading: its launch (command ${id}) is sent again under the same id.`
    : `Nothing confirmed "${kind}" (command ${id}) in ${after} s: it is sent again under the same id.`;
}

/** Checks the attempt now and then, because the report of its end may have been lost. */
function watch(turn: Turn): void {
  const { phase, spec } = turn.run;
  if (phase !== 'running' && phase !== 'detecting' && phase !== 'saving') return;
  if (!turn.rules.watches) return;
  const after = spec.policy.watchInterval;
  turn.decide(
    'probe',
    () => ({
      reason: `The attempt is checked, as every ${after} s: word of its end may have been lost.`,
      inputs: { watchInterval: after },
    }),
    [{ kind: 'probe' }, { kind: 'setTimer', timer: 'watch', after }],
  );
}

function giveUpDiagnosis(turn: Turn): void {
  const { phase, spec } = turn.run;
  if (phase !== 'diagnosing') return;
  const { diagnosisWindow } = spec.policy;
  turn.decide('note', () => ({
    reason: `No cause was found in ${diagnosisWindow} s: the run starts again on the same nodes.`,
    inputs: { diagnosisWindow },
  }));
  recover(turn, { cause: 'unknown', nodes: [] });
}
