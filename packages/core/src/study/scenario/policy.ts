import type { Policy } from '../../control/protocol/index.ts';
import type { Factory } from '../../factory/index.ts';
import type { TrainingPlan } from '../../plan/index.ts';

/** Of the supervisor beyond the file: how often it looks, bounds against its own mistakes. s */
const SUPERVISION = {
  /** Between looks at something unknown. */
  probeInterval: 60,
  /** After which a running attempt that said nothing is looked at. */
  watchInterval: 3600,
  /** After which the run no longer waits for a diagnosis. */
  diagnosisWindow: 3600,
  retryBudgets: {},
} as const satisfies Partial<Policy>;

/** An order is repeated after this long at the least, s. */
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
    // An order is repeated once even a slow restart should be over: sooner, every restart would be asked after.
    confirmTimeout: Math.max(LEAST_CONFIRM, 2 * operations.recoveryTime.value),
    stragglerThreshold: resilience.slowestStep.value,
    stragglerPatience: resilience.slowPatience.value,
    // Once a missing replica has cost as much as the restart that brings it back would (ski rental).
    growAfter: Math.max(60, operations.recoveryTime.value * replicas),
    crashLoopAttempts: resilience.crashLoop.value,
  };
}

/** Between checkpoints where no failure loses work, s: something may go wrong that the file knows nothing of. */
const LONGEST_INTERVAL = 86_400;

function checkpointOf(
  factory: Factory,
  run: TrainingPlan | undefined,
  replicas: number,
): Policy['checkpoint'] {
  if (!run) return { kind: 'fixed', interval: LONGEST_INTERVAL };
  const { operations, resilience } = factory;
  const { writeTime, interval } = run.checkpoint;
  // What is written in no time has no best interval; the plan's is as good as any.
  if (operations.checkpointInterval || writeTime === 0) return { kind: 'fixed', interval };
  const meanTime = meanTimeToLoss(factory, run, replicas);
  if (!Number.isFinite(meanTime)) return { kind: 'fixed', interval: LONGEST_INTERVAL };
  return { kind: resilience.checkpoints, writeTime, meanTime };
}

/**
 * Mean time between failures that cost work since the last durable checkpoint, s. Young's interval weighs
 * that work against writing, so failures that cost none must not count: those of a node where the other
 * replicas hold its state, or where a copy outlives it.
 */
function meanTimeToLoss(
  { resilience, reliability }: Factory,
  { nodes, meanTimeToInterruption }: TrainingPlan,
  replicas: number,
): number {
  const goesOn = resilience.recovery === 'replica' && replicas > 1;
  const { memoryInterval, copies } = resilience;
  if (!goesOn && !memoryInterval) return meanTimeToInterruption;
  // Drives are lost with any node, memory copies and other replicas only with what corrupts them all.
  const isLocal = !goesOn && copies === 'local';
  const costly = reliability.causes.filter(
    ({ sign, repair }) => sign === 'silent' || (isLocal && repair !== 'none'),
  );
  const perNode = costly.reduce((sum, { rate }) => sum + rate.value, 0);
  // A copy outlives the failure of the job, the state of other replicas does not.
  const ofJob = memoryInterval ? 0 : (reliability.jobRate?.value ?? 0);
  return 1 / (perNode * nodes + ofJob);
}
