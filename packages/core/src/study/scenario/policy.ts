import type { Policy } from '../../control/protocol/index.ts';
import type { Factory } from '../../factory/index.ts';
import type { TrainingPlan } from '../../plan/index.ts';

/**
 * Settings of the supervisor that the file does not have: how often it checks, and bounds against its own
 * mistakes, s.
 */
const SUPERVISION = {
  /** Between checks while health is unknown. */
  probeInterval: 60,
  /** After which a silent running attempt is checked. */
  watchInterval: 3600,
  /** After which the run stops waiting for a diagnosis. */
  diagnosisWindow: 3600,
  retryBudgets: {},
} as const satisfies Partial<Policy>;

/** Least time after which an order is repeated, s. */
const LEAST_CONFIRM = 300;

/** How a run is kept alive; a service has no checkpoints, and its `run` is undefined. */
export function policyOf(
  factory: Factory,
  run: TrainingPlan | undefined,
  replicas: number,
): Policy {
  const { operations, resilience } = factory;
  return {
    ...SUPERVISION,
    checkpoint: checkpointOf(factory, run),
    recovery: run ? resilience.recovery : 'replica',
    hangTimeout: operations.hangTime.value,
    // An order is repeated only when even a slow restart should be over; otherwise every restart would be
    // ordered twice.
    confirmTimeout: Math.max(LEAST_CONFIRM, 2 * operations.recoveryTime.value),
    stragglerThreshold: resilience.slowestStep.value,
    stragglerPatience: resilience.slowPatience.value,
    // Once a missing replica has cost as much as the restart that would bring it back (ski rental).
    growAfter: Math.max(60, operations.recoveryTime.value * replicas),
    crashLoopAttempts: resilience.crashLoop.value,
  };
}

/** Between checkpoints of a service, which has none, s. */
const NEVER = 86_400;

function checkpointOf(factory: Factory, run: TrainingPlan | undefined): Policy['checkpoint'] {
  if (!run) return { kind: 'fixed', interval: NEVER };
  const { operations, resilience } = factory;
  const { writeTime, interval, lossRate } = run.checkpoint;
  // What is written in no time has no best interval, nor has what is never needed; the plan's is as good as any.
  if (operations.checkpointInterval || writeTime === 0 || lossRate === 0)
    return { kind: 'fixed', interval };
  return { kind: resilience.checkpoints, writeTime, meanTime: 1 / lossRate };
}
