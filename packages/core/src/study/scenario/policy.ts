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
    checkpoint: checkpointOf(factory, run, replicas),
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

/** Between checkpoints if no failure loses work, s: something may go wrong that the file does not know about. */
const LONGEST_INTERVAL = 86_400;

function checkpointOf(
  factory: Factory,
  run: TrainingPlan | undefined,
  replicas: number,
): Policy['checkpoint'] {
  if (!run) return { kind: 'fixed', interval: LONGEST_INTERVAL };
  const { operations, resilience } = factory;
  const { writeTime, interval } = run.checkpoint;
  // A checkpoint that takes no time to write has no optimal interval; the plan's is as good as any.
  if (operations.checkpointInterval || writeTime === 0) return { kind: 'fixed', interval };
  const meanTime = meanTimeToLoss(factory, run, replicas);
  if (!Number.isFinite(meanTime)) return { kind: 'fixed', interval: LONGEST_INTERVAL };
  return { kind: resilience.checkpoints, writeTime, meanTime };
}

/**
 * Mean time between failures that cost work since the last durable checkpoint, s. Young's interval weighs
 * that work against writing, so failures that cost none must not count: those of a node whose state other
 * replicas hold, or of which a copy survives.
 */
function meanTimeToLoss(
  { resilience, reliability }: Factory,
  { nodes, meanTimeToInterruption }: TrainingPlan,
  replicas: number,
): number {
  const goesOn = resilience.recovery === 'replica' && replicas > 1;
  const { memoryInterval, copies } = resilience;
  if (!goesOn && !memoryInterval) return meanTimeToInterruption;
  // Drives are lost with any node; memory copies and other replicas only by what corrupts them all.
  const isLocal = !goesOn && copies === 'local';
  const costly = reliability.causes.filter(
    ({ sign, repair }) => sign === 'silent' || (isLocal && repair !== 'none'),
  );
  const perNode = costly.reduce((sum, { rate }) => sum + rate.value, 0);
  // A copy survives a failure of the job; the state of other replicas does not.
  const ofJob = memoryInterval ? 0 : (reliability.jobRate?.value ?? 0);
  return 1 / (perNode * nodes + ofJob);
}
