import { failed, ok, type Problem, type Result, type Seconds } from '../base/index.ts';
import type { Policy } from '../control/index.ts';

/** A time that varies: log-normal with this median, or always the median when sigma is 0. */
export interface TwinDuration {
  /** s. */
  readonly median: Seconds;
  /** Standard deviation of the natural logarithm, dimensionless. */
  readonly sigma: number;
}

/** Something that breaks nodes; there are enough technicians to repair all of them at once. */
export interface TwinCause {
  /** For example `Faulty GPU`; the key of counts by cause and of retry budgets. */
  readonly name: string;
  /** Failures per node and s of calendar time, constant (exponential gaps). */
  readonly ratePerNodeSecond: number;
  /** What part fails: `gpu`, `hbm`, `network`, ... */
  readonly component: string;
  /** Repair of a node that it broke; absent: starting again on the node is enough. */
  readonly repair?: TwinDuration;
  /** Crash: processes end and that is seen after `detectCrash`. Hang: seen after `policy.hangTimeout`. */
  readonly detection: 'crash' | 'hang';
}

/** Failures of the job as a whole (software): they strike only while an attempt lives. */
export interface TwinJobHazard {
  readonly name: string;
  /** Failures per s, whatever the number of nodes. */
  readonly ratePerSecond: number;
  readonly detection: 'crash' | 'hang';
}

/** One run on one fleet, in plain numbers: all that the twin needs to live through it. */
export interface TwinScenario {
  readonly run: string;
  /** Nodes in the fleet; those outside the gang are its spares. */
  readonly nodes: number;
  /** Nodes that the run needs, all at once: 0 .. gangNodes - 1 at first. */
  readonly gangNodes: number;
  readonly gpusPerNode: number;
  readonly causes: readonly TwinCause[];
  readonly jobHazard: TwinJobHazard;
  /** Planned maintenance windows per s of calendar time. */
  readonly plannedMaintenanceRate: number;
  /** s that training stands still while a checkpoint is written. */
  readonly checkpointWriteTime: Seconds;
  /** From a crash to the engine's word of it; also from a node's failure to its monitor's. */
  readonly detectCrash: TwinDuration;
  /** Finding the cause and the node once a failure is noticed. */
  readonly diagnose: TwinDuration;
  /** From the launch of an attempt to its first training step, loading the checkpoint included. */
  readonly restart: TwinDuration;
  /** Bringing spare nodes into the gang. */
  readonly spareSwap: TwinDuration;
  /** One planned maintenance window. */
  readonly maintenance: TwinDuration;
  /** Virtual time to live through, s. */
  readonly horizon: Seconds;
  /** Training time that the run needs, without any loss, s; beyond the horizon: the run never ends. */
  readonly work: Seconds;
  readonly policy: Policy;
}

/** A century: nothing in a factory is planned beyond it, and its microseconds are exact in a float64. */
const LONGEST = 100 * 365 * 86_400;

/** Finds the first field that no life could be lived with. */
export function checkScenario(scenario: TwinScenario): Result<TwinScenario> {
  const found = firstProblem(scenario);
  return found ? failed(found) : ok(scenario);
}

function firstProblem(scenario: TwinScenario): Problem | undefined {
  const { nodes, gangNodes, gpusPerNode, policy, horizon, work } = scenario;
  if (!isCount(gangNodes)) return wrong('gangNodes', 'a whole number of nodes, at least 1');
  if (!isCount(gpusPerNode)) return wrong('gpusPerNode', 'a whole number of GPUs, at least 1');
  if (!isCount(nodes) || nodes < gangNodes) return wrong('nodes', 'at least the nodes of the gang');
  if (!(horizon > 0) || horizon > LONGEST) return wrong('horizon', 'above 0 s, within a century');
  if (!(work > 0 && work < Number.POSITIVE_INFINITY)) return wrong('work', 'above 0 s, finite');
  // A microsecond is the twin's smallest time; an interval below it would never train.
  if (!isTime(policy.checkpointInterval) || policy.checkpointInterval < 1e-6) {
    return wrong('policy.checkpointInterval', 'at least 1 us');
  }
  if (!(policy.probeInterval > 0)) return wrong('policy.probeInterval', 'above 0 s');
  if (!(policy.confirmTimeout > 0)) return wrong('policy.confirmTimeout', 'above 0 s');
  if (!isTime(policy.hangTimeout)) return wrong('policy.hangTimeout', 'a time of 0 s or more');
  if (!isTime(scenario.checkpointWriteTime)) return wrong('checkpointWriteTime', '0 s or more');
  return firstRateProblem(scenario) ?? firstDurationProblem(scenario);
}

function firstRateProblem(scenario: TwinScenario): Problem | undefined {
  if (!isRate(scenario.plannedMaintenanceRate))
    return wrong('plannedMaintenanceRate', '0 /s or more');
  if (!isRate(scenario.jobHazard.ratePerSecond)) return wrong('jobHazard', '0 /s or more');
  const index = scenario.causes.findIndex((cause) => !isRate(cause.ratePerNodeSecond));
  return index < 0 ? undefined : wrong(`causes.${index}.ratePerNodeSecond`, '0 /s or more');
}

const DURATIONS = ['detectCrash', 'diagnose', 'restart', 'spareSwap', 'maintenance'] as const;

function firstDurationProblem(scenario: TwinScenario): Problem | undefined {
  const expected = 'a median of 0 s or more and a sigma of 0 or more';
  const name = DURATIONS.find((key) => !isDuration(scenario[key]));
  if (name) return wrong(name, expected);
  const index = scenario.causes.findIndex(({ repair }) => repair && !isDuration(repair));
  return index < 0 ? undefined : wrong(`causes.${index}.repair`, expected);
}

function isDuration({ median, sigma }: TwinDuration): boolean {
  return isTime(median) && sigma >= 0 && Number.isFinite(sigma);
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value < 2 ** 31;
}

function isTime(value: number): boolean {
  return value >= 0 && value <= LONGEST;
}

/** More than one failure per node and microsecond would stand the twin's clock still. */
function isRate(value: number): boolean {
  return value >= 0 && value <= 1;
}

function wrong(path: string, expected: string): Problem {
  const message = `The twin cannot live with this ${path}; expected ${expected}.`;
  return { code: 'twin.scenario', message, path, expected };
}
