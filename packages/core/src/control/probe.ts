import type { Turn } from './turn.ts';

/** The first doubt starts the probing; its timer continues it. */
export function lookAt(turn: Turn): void {
  const { phase, isProbing } = turn.run;
  if (isProbing) return;
  turn.update({ isProbing: true, phase: phase === 'running' ? 'detecting' : phase });
  probe(turn);
}

export function probe(turn: Turn): void {
  const { attempt, spec } = turn.run;
  const after = spec.policy.probeInterval;
  turn.decide(
    'probe',
    () => ({
      reason: `The health of attempt ${attempt} is unknown: it is left alone and checked again every ${after} s.`,
      inputs: { attempt, probeInterval: after },
    }),
    [{ kind: 'probe' }, { kind: 'setTimer', timer: 'probe', after }],
  );
}
