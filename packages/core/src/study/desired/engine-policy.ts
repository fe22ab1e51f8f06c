import type { Known, Seconds } from '../../base/index.ts';
import type { Policy } from '../../control/protocol/index.ts';
import type { Factory, FactoryEngine } from '../../factory/index.ts';
import type { TrainingPlan } from '../../plan/index.ts';

/** What suits an engine, whatever runs on it, s. None of it stands in a factory file, whose defaults are of fleets. */
interface EngineTimes {
  readonly asking: Pick<
    Policy,
    'probeInterval' | 'watchInterval' | 'confirmTimeout' | 'diagnosisWindow'
  >;
  /** Between questions about nodes that are out. */
  readonly sweepInterval: Seconds;
  /** The least silence that counts as a hang: longer than a program takes to compile its step. */
  readonly leastHang: Seconds;
  /** What a restart costs besides the work that it repeats. */
  readonly restart: Seconds;
}

const TIMES: Readonly<Record<FactoryEngine['kind'], EngineTimes>> = {
  // Agents on the same machine answer within milliseconds.
  local: {
    asking: { probeInterval: 5, watchInterval: 30, confirmTimeout: 10, diagnosisWindow: 30 },
    sweepInterval: 10,
    leastHang: 60,
    restart: 10,
  },
  // A look comes every 5 s at most. Slurm 24.11 here: a job starts in 1 s and ends in 1 s, a requeue takes 14 s, a dead
  // node is down after 34 s with SlurmdTimeout=20. NFS shows what was written elsewhere up to 60 s late (acregmax).
  slurm: {
    asking: { probeInterval: 10, watchInterval: 60, confirmTimeout: 30, diagnosisWindow: 90 },
    sweepInterval: 30,
    leastHang: 120,
    restart: 30,
  },
  // The same, and pods may pull an image first; a silent node counts as not ready after 50 s (node-monitor-grace-period).
  kubernetes: {
    asking: { probeInterval: 10, watchInterval: 60, confirmTimeout: 60, diagnosisWindow: 90 },
    sweepInterval: 30,
    leastHang: 120,
    restart: 60,
  },
};

/** Between questions about nodes that are out, s. */
export function sweepIntervalOf({ kind }: FactoryEngine): Seconds {
  return TIMES[kind].sweepInterval;
}

/** Steps whose time may pass in silence. */
const SILENT_STEPS = 10;
/** A program that fails this often without a checkpoint between fails for a reason of its own. */
const CRASH_LOOP = 10;

/** The policy of a fleet with what the file leaves to its defaults suited to its engine. */
export function enginePolicy(
  fleet: Policy,
  { operations, resilience }: Factory,
  { kind }: FactoryEngine,
  run: TrainingPlan,
): Policy {
  const { asking, leastHang, restart: usual } = TIMES[kind];
  const restart = given(operations.recoveryTime) ?? usual;
  return {
    ...fleet,
    ...asking,
    hangTimeout: given(operations.hangTime) ?? hangTimeout(run, leastHang),
    // Once a missing replica has cost as much as the restart that would bring it back.
    growAfter: Math.max(usual, restart * run.replicas),
    crashLoopAttempts: given(resilience.crashLoop) ?? CRASH_LOOP,
  };
}

/** Healthy for so long, a server has its retries back, as a run has after a new checkpoint, s. */
const STEADY = 600;

/** The policy of one replica of a service, of which nothing is saved. */
export function serverPolicy(
  fleet: Policy,
  { resilience }: Factory,
  { kind }: Pick<FactoryEngine, 'kind'>,
): Policy {
  return {
    ...fleet,
    ...TIMES[kind].asking,
    recovery: 'spare',
    checkpoint: { kind: 'fixed', interval: STEADY },
    crashLoopAttempts: given(resilience.crashLoop) ?? CRASH_LOOP,
  };
}

/** What the file says; undefined where it says nothing. */
function given({ value, at }: Known): number | undefined {
  return at === undefined ? undefined : value;
}

function hangTimeout({ stepTimeRange }: TrainingPlan, least: Seconds): Seconds {
  return Math.max(least, SILENT_STEPS * stepTimeRange.high95);
}
