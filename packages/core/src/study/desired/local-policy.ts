import type { Known, Seconds } from '../../base/index.ts';
import type { Policy } from '../../control/protocol/index.ts';
import type { Factory } from '../../factory/index.ts';
import type { TrainingPlan } from '../../plan/index.ts';

/**
 * How often a supervisor asks when the engine is on the same machine, which answers within milliseconds, s. None
 * of it stands in a factory file, whose defaults are those of fleets: minutes.
 */
const ASKING = {
  probeInterval: 5,
  watchInterval: 30,
  confirmTimeout: 10,
  diagnosisWindow: 30,
} as const satisfies Partial<Policy>;

/** Between questions about nodes that are out, s. */
export const SWEEP_INTERVAL = 10;

/** Longer than a program takes to compile its step, s. */
const LEAST_HANG = 60;
/** Steps whose time may pass in silence. */
const SILENT_STEPS = 10;
/** What a restart of local processes costs, s. */
const RESTART = 10;
/** A program that fails this often without a checkpoint between fails for a reason of its own. */
const CRASH_LOOP = 10;

/** The policy of a fleet with what the file leaves to its defaults suited to processes on one machine. */
export function localPolicy(fleet: Policy, factory: Factory, run: TrainingPlan): Policy {
  const { operations, resilience } = factory;
  const restart = given(operations.recoveryTime) ?? RESTART;
  return {
    ...fleet,
    ...ASKING,
    hangTimeout: given(operations.hangTime) ?? hangTimeout(run),
    // Once a missing replica has cost as much as the restart that would bring it back.
    growAfter: Math.max(RESTART, restart * run.replicas),
    crashLoopAttempts: given(resilience.crashLoop) ?? CRASH_LOOP,
  };
}

/** What the file says; undefined where it says nothing. */
function given({ value, at }: Known): number | undefined {
  return at === undefined ? undefined : value;
}

function hangTimeout({ stepTimeRange }: TrainingPlan): Seconds {
  return Math.max(LEAST_HANG, SILENT_STEPS * stepTimeRange.high95);
}
