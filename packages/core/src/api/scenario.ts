import { DAY_S, type Result } from '../base/index.ts';
import type { Policy } from '../control/index.ts';
import type { Factory } from '../factory/index.ts';
import type { Plan, TrainingPlan } from '../plan/index.ts';
import {
  checkScenario,
  type TwinCause,
  type TwinDuration,
  type TwinScenario,
} from '../twin/index.ts';

/** What the supervisor is told beyond the file: bounds against its own mistakes, not predictions. */
const SUPERVISION = {
  /** Between looks at something unknown, s. */
  probeInterval: 60,
  /** After which an unconfirmed order is repeated, s. */
  confirmTimeout: 300,
  /** At 100,000 GPUs plain bad luck strings ten failures together between two checkpoints. */
  crashLoopAttempts: 50,
  maxCordonShare: 0.1,
  useSpares: true,
  retryBudgets: {},
} as const satisfies Partial<Policy>;

/** What the twin lives through: a run as planned, on the fleet and at the rates of the file. */
export function scenarioOf(
  factory: Factory,
  plan: Plan,
  name: string,
  days?: number,
): Result<TwinScenario> {
  const run = plan.training[name]!;
  const horizon = days === undefined ? run.duration : days * DAY_S;
  const { operations, reliability } = factory;
  const detect = operations.detectTime.value;
  return checkScenario({
    run: name,
    nodes: plan.fleet.nodes,
    gangNodes: run.nodes,
    gpusPerNode: plan.fleet.gpusPerNode,
    causes: reliability.causes.map((cause) => causeOf(cause, operations)),
    jobHazard: {
      name: 'Failures of the job itself',
      ratePerSecond: reliability.jobRate?.value ?? 0,
      detection: 'crash',
    },
    plannedMaintenanceRate: operations.plannedInterruptions.value,
    checkpointWriteTime: run.checkpoint.writeTime,
    detectCrash: constant(detect),
    // The file gives the whole way from failure to training: what is not detection is restart.
    diagnose: constant(0),
    restart: constant(Math.max(0, operations.recoveryTime.value - detect)),
    spareSwap: constant(0),
    maintenance: constant(operations.plannedStopTime.value),
    horizon,
    work: run.idealDuration,
    policy: policyOf(factory, run),
  });
}

function policyOf({ operations }: Factory, run: TrainingPlan): Policy {
  return {
    ...SUPERVISION,
    checkpointInterval: run.checkpoint.interval,
    hangTimeout: operations.hangTime.value,
  };
}

/** Silent corruption counts as a crash here: the twin does not yet roll back further for it. */
function causeOf(
  cause: Factory['reliability']['causes'][number],
  operations: Factory['operations'],
): TwinCause {
  return {
    name: cause.label,
    ratePerNodeSecond: cause.rate.value,
    component: cause.component,
    ...repairOf(cause.repair, operations),
    detection: cause.sign === 'hang' ? 'hang' : 'crash',
  };
}

/** A link's failure takes its node out for as long as the link; where a restart is enough, nothing. */
function repairOf(
  repaired: Factory['reliability']['causes'][number]['repair'],
  operations: Factory['operations'],
): Pick<TwinCause, 'repair'> {
  if (repaired === 'none') return {};
  const time = repaired === 'node' ? operations.nodeRepairTime : operations.linkRepairTime;
  return { repair: constant(time.value) };
}

function constant(median: number): TwinDuration {
  return { median, sigma: 0 };
}
