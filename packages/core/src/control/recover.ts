import { proceed } from './proceed.ts';
import type { Diagnosis } from './protocol/event.ts';
import { takeOutBlamed } from './repair.ts';
import { endOfAttempt, type RunState } from './state.ts';
import type { Turn } from './turn.ts';

/** Stops a failed attempt; what follows depends on the diagnosis, if there is one. */
export function failOver(
  turn: Turn,
  describe: () => string,
  diagnosis: Diagnosis | undefined,
): void {
  const { attempt } = turn.run;
  turn.update(endOfAttempt(turn.run));
  turn.order(
    'fail over',
    () => ({
      reason: `Attempt ${attempt} failed: ${describe()}; it is stopped so that no two attempts ever run.`,
      inputs: { attempt },
    }),
    { kind: 'stop' },
    { phase: 'stopping', hasFailed: true, diagnosis },
  );
}

/** Acts on why an attempt failed: counts it against its budgets and takes bad nodes out. */
export function recover(turn: Turn, diagnosis: Diagnosis): void {
  const { cause } = diagnosis;
  turn.update({
    hasFailed: false,
    diagnosis: undefined,
    interruptions: turn.run.interruptions + 1,
  });
  countFailure(turn, cause);
  if (turn.rules.takesOutBad) takeOutBlamed(turn, diagnosis);
  if (hasBudget(turn, cause)) proceed(turn);
}

export function countFailure(turn: Turn, cause: string): void {
  const { failures, failuresByCause, spec } = turn.run;
  turn.update({ failures: failures + 1 });
  if (!Object.hasOwn(spec.policy.retryBudgets, cause)) return;
  turn.update({
    failuresByCause: { ...failuresByCause, [cause]: (failuresByCause[cause] ?? 0) + 1 },
  });
}

/** Gives the run up and returns false once a cause, or the run, is out of retries. */
function hasBudget(turn: Turn, cause: string): boolean {
  const spent = spentBudget(turn.run, cause);
  if (spent === undefined) return true;
  giveUp(turn, spent, cause);
  return false;
}

/** What used up the retries of a cause or of the run, in words; undefined while some are left. */
export function spentBudget(
  { spec, failures, failuresByCause }: RunState,
  cause: string,
): string | undefined {
  const { retryBudgets, crashLoopAttempts } = spec.policy;
  const ofCause = failuresByCause[cause] ?? 0;
  const budget = Object.hasOwn(retryBudgets, cause) ? retryBudgets[cause] : undefined;
  if (budget !== undefined && ofCause > budget) return `${cause} failed it ${ofCause} times`;
  if (failures < crashLoopAttempts) return undefined;
  return `${failures} attempts failed, the last of ${cause},`;
}

function giveUp(turn: Turn, what: string, cause: string): void {
  const { failures, spec } = turn.run;
  turn.order(
    'give up',
    () => ({
      reason: `${what} without ${spec.kind === 'serve' ? 'being well for long' : 'a new checkpoint'} in between: trying again will not help, a person has to look.`,
      inputs: { cause, failures },
    }),
    { kind: 'release' },
    { phase: 'releasing', next: 'failed' },
  );
}
