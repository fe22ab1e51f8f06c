import { failed, ok, type Problem, type Result } from '../base/index.ts';
import { type CheckpointPolicy, countDomains, type RunSpec } from '../control/protocol/index.ts';
import { LONGEST_S, type TwinDuration } from './duration.ts';
import { FAULT_NUMBERS, type TimedFault } from './fault.ts';
import type { TwinRun, TwinScenario } from './scenario.ts';

/** Most runs in one fleet; the owner of a node is kept in 16 bits. */
const MOST_RUNS = 1000;

type Found = Problem | undefined;

/** Finds the first field that makes the scenario impossible to simulate. */
export function checkScenario(scenario: TwinScenario): Result<TwinScenario> {
  const found = firstProblem(scenario);
  return found ? failed(found) : ok(scenario);
}

function firstProblem(scenario: TwinScenario): Found {
  return (
    fleetProblem(scenario) ??
    hazardProblem(scenario) ??
    runsProblem(scenario) ??
    faultsProblem(scenario)
  );
}

function fleetProblem({
  topology,
  siteNodes,
  gpusPerNode,
  fleet,
  horizon,
  age,
  ratesSeenFor,
}: TwinScenario): Found {
  if (!isCount(topology.nodes))
    return wrong('topology.nodes', 'a whole number of nodes, at least 1');
  if (siteNodes !== undefined && !(isCount(siteNodes) && siteNodes >= topology.nodes))
    return wrong('siteNodes', 'a whole number of nodes, no fewer than in the topology');
  for (const [kind, size] of Object.entries(topology.size)) {
    if (!isCount(size))
      return wrong(`topology.size.${kind}`, 'a whole number of nodes, at least 1');
  }
  if (!isCount(gpusPerNode)) return wrong('gpusPerNode', 'a whole number of GPUs, at least 1');
  if (!(horizon > 0) || horizon > LONGEST_S) return wrong('horizon', 'above 0 s, within a century');
  if (!isTime(age)) return wrong('age', '0 s or more, within a century');
  if (!(ratesSeenFor > 0) || ratesSeenFor > LONGEST_S) return wrong('ratesSeenFor', 'above 0 s');
  if (!isShare(fleet.maxCordonShare)) return wrong('fleet.maxCordonShare', 'from 0 to 1');
  if (!isCountOrNone(fleet.warmStandbys)) return wrong('fleet.warmStandbys', '0 nodes or more');
  return fleet.sweepInterval > 0 ? undefined : wrong('fleet.sweepInterval', 'above 0 s');
}

function hazardProblem(scenario: TwinScenario): Found {
  const { causes, lemons, domains, repair, storageBandwidth } = scenario;
  for (const [index, cause] of causes.entries()) {
    const path = `causes.${index}`;
    if (!isRate(cause.ratePerNodeSecond)) return wrong(`${path}.ratePerNodeSecond`, '0 /s or more');
    if (!(cause.shape > 0 && cause.shape <= 10))
      return wrong(`${path}.shape`, 'above 0, at most 10');
    if (cause.repair && !isDuration(cause.repair)) return badDuration(`${path}.repair`);
  }
  if (new Set(causes.map(({ name }) => name)).size < causes.length)
    return wrong('causes', 'a name each');
  if (!isShare(lemons.share)) return wrong('lemons.share', 'from 0 to 1');
  if (!(lemons.factor >= 1) || lemons.factor > 1e6) return wrong('lemons.factor', 'at least 1');
  for (const [index, domain] of domains.entries()) {
    if (!isRate(domain.rate)) return wrong(`domains.${index}.rate`, '0 /s or more');
    if (!isDuration(domain.repair)) return badDuration(`domains.${index}.repair`);
    if (!(domain.bandwidthLeft >= 0 && domain.bandwidthLeft < 1)) {
      return wrong(`domains.${index}.bandwidthLeft`, 'from 0 to below 1');
    }
  }
  if (!(repair.crews >= 1)) return wrong('repair.crews', 'at least 1');
  if (!(repair.parts >= 0)) return wrong('repair.parts', '0 or more');
  if (!isTime(repair.partLeadTime)) return wrong('repair.partLeadTime', '0 s or more');
  if (!(storageBandwidth > 0)) return wrong('storageBandwidth', 'above 0 B/s');
  return softProblem(scenario);
}

function softProblem({ stragglers, corruption, monitorTime }: TwinScenario): Found {
  if (!isRate(stragglers.rate)) return wrong('stragglers.rate', '0 /s or more');
  if (!isSlowdown(stragglers.factor)) return wrong('stragglers.factor', '1 to 1000');
  if (!isDuration(stragglers.duration)) return badDuration('stragglers.duration');
  if (!isDuration(stragglers.repair)) return badDuration('stragglers.repair');
  if (!(stragglers.heatShare >= 0 && stragglers.heatShare < 1)) {
    return wrong('stragglers.heatShare', 'from 0 to below 1');
  }
  if (!(stragglers.imbalanceShare >= 0 && stragglers.imbalanceShare < 1)) {
    return wrong('stragglers.imbalanceShare', 'from 0 to below 1');
  }
  if (!isShare(stragglers.flapStall)) return wrong('stragglers.flapStall', 'from 0 to 1');
  if (!isRate(corruption.rate)) return wrong('corruption.rate', '0 /s or more');
  if (!isDuration(corruption.latency)) return badDuration('corruption.latency');
  if (!isDuration(corruption.repair)) return badDuration('corruption.repair');
  if (!isShare(corruption.recall)) return wrong('corruption.recall', 'from 0 to 1');
  return isDuration(monitorTime) ? undefined : badDuration('monitorTime');
}

function runsProblem({ runs, topology, horizon }: TwinScenario): Found {
  if (runs.length === 0 || runs.length > MOST_RUNS) return wrong('runs', `1 to ${MOST_RUNS} runs`);
  const names = new Set(runs.map(({ spec }) => spec.run));
  if (names.size < runs.length) return wrong('runs', 'a name each');
  for (const [index, run] of runs.entries()) {
    const path = `runs.${index}`;
    const found =
      specProblem(path, run.spec, topology.nodes) ??
      runProblem(path, run, horizon) ??
      timesProblem(path, run);
    if (found) return found;
  }
  return undefined;
}

function specProblem(
  path: string,
  { run, replicas, nodesPerReplica, minReplicas, priority, policy }: RunSpec,
  nodes: number,
): Found {
  // Without a name it could not be distinguished from the fleet.
  if (run === '') return wrong(`${path}.spec.run`, 'a name');
  if (!isCount(replicas)) return wrong(`${path}.spec.replicas`, 'a whole number, at least 1');
  if (!isCount(nodesPerReplica)) return wrong(`${path}.spec.nodesPerReplica`, 'at least 1 node');
  if (replicas * nodesPerReplica > nodes)
    return wrong(`${path}.spec`, `no more than the ${nodes} nodes of the fleet`);
  if (!isCount(minReplicas) || minReplicas > replicas)
    return wrong(`${path}.spec.minReplicas`, '1 to all replicas');
  if (!Number.isFinite(priority)) return wrong(`${path}.spec.priority`, 'a number');
  const positive = [
    'probeInterval',
    'watchInterval',
    'confirmTimeout',
    'diagnosisWindow',
    'growAfter',
    'stragglerPatience',
  ] as const;
  const bad = positive.find((key) => !(policy[key] > 0) || policy[key] > LONGEST_S);
  if (bad) return wrong(`${path}.spec.policy.${bad}`, 'above 0 s');
  if (!isTime(policy.hangTimeout))
    return wrong(`${path}.spec.policy.hangTimeout`, 'a time of 0 s or more');
  if (!(policy.stragglerThreshold >= 1))
    return wrong(`${path}.spec.policy.stragglerThreshold`, 'at least 1');
  if (!(policy.crashLoopAttempts >= 1))
    return wrong(`${path}.spec.policy.crashLoopAttempts`, 'at least 1');
  return checkpointProblem(`${path}.spec.policy.checkpoint`, policy.checkpoint);
}

function checkpointProblem(path: string, checkpoint: CheckpointPolicy): Found {
  if (checkpoint.kind === 'fixed') {
    // A microsecond is the smallest time of the twin; with a shorter interval a run would never train.
    const isLongEnough = isTime(checkpoint.interval) && checkpoint.interval >= 1e-6;
    return isLongEnough ? undefined : wrong(`${path}.interval`, 'at least 1 us');
  }
  if (!(checkpoint.writeTime > 0) || checkpoint.writeTime > LONGEST_S)
    return wrong(`${path}.writeTime`, 'above 0 s');
  return checkpoint.meanTime > 0 ? undefined : wrong(`${path}.meanTime`, 'above 0 s');
}

function runProblem(path: string, run: TwinRun, horizon: number): Found {
  const { work, start, checkpoint, step } = run;
  if (!(work > 0 && work < Number.POSITIVE_INFINITY))
    return wrong(`${path}.work`, 'above 0 s, finite');
  if (!(start >= 0 && start < horizon))
    return wrong(`${path}.start`, '0 s or more, within the horizon');
  if (!isTime(checkpoint.writeTime)) return wrong(`${path}.checkpoint.writeTime`, '0 s or more');
  if (!(checkpoint.bytes >= 0 && checkpoint.bytes < Number.POSITIVE_INFINITY))
    return wrong(`${path}.checkpoint.bytes`, '0 B or more');
  const { memory } = checkpoint;
  if (memory && !(memory.interval >= 1e-6 && isTime(memory.writeTime))) {
    return wrong(
      `${path}.checkpoint.memory`,
      'an interval of 1 us or more, a write time of 0 s or more',
    );
  }
  if (!isShare(step.computeShare) || !isShare(step.networkShare))
    return wrong(`${path}.step`, 'shares from 0 to 1');
  return isCount(step.stages) && isCount(step.microBatches) && isCount(step.modelChunks)
    ? undefined
    : wrong(`${path}.step`, 'at least 1 stage, micro-batch and model chunk');
}

function timesProblem(
  path: string,
  { times, maintenance, headStart = 0, personRate, maintenanceRate, jobHazards }: TwinRun,
): Found {
  for (const [name, duration] of Object.entries(times)) {
    if (!isDuration(duration)) return badDuration(`${path}.times.${name}`);
  }
  if (!isDuration(maintenance)) return badDuration(`${path}.maintenance`);
  if (!isTime(Math.abs(headStart))) return wrong(`${path}.headStart`, 'a time');
  if (!isRate(personRate)) return wrong(`${path}.personRate`, '0 /s or more');
  if (!isRate(maintenanceRate)) return wrong(`${path}.maintenanceRate`, '0 /s or more');
  return jobHazards.some(({ ratePerSecond }) => !isRate(ratePerSecond))
    ? wrong(`${path}.jobHazards`, '0 /s or more')
    : undefined;
}

function faultsProblem({ faults, topology, runs }: TwinScenario): Found {
  for (const [index, fault] of faults.entries()) {
    const path = `faults.${index}`;
    if ('node' in fault && !isIndex(fault.node, topology.nodes)) {
      return wrong(`${path}.node`, `a node from 0 to ${topology.nodes - 1}`);
    }
    if ('nodes' in fault && !fault.nodes.every((node) => isIndex(node, topology.nodes))) {
      return wrong(`${path}.nodes`, `nodes from 0 to ${topology.nodes - 1}`);
    }
    if ('domain' in fault) {
      const { kind, index } = fault.domain;
      if (!isIndex(index, countDomains(topology, kind)))
        return wrong(`${path}.domain`, `a ${kind} of the fleet`);
    }
    if ('run' in fault && !runs.some(({ spec }) => spec.run === fault.run)) {
      return wrong(`${path}.run`, `one of ${runs.map(({ spec }) => spec.run).join(', ')}`);
    }
    const found = effectProblem(path, fault);
    if (found) return found;
  }
  return undefined;
}

function effectProblem(path: string, fault: TimedFault): Found {
  if ('repair' in fault && typeof fault.repair === 'object' && !isDuration(fault.repair)) {
    return badDuration(`${path}.repair`);
  }
  const fields: Readonly<Record<string, unknown>> = fault;
  for (const [name, { least, most, expected }] of Object.entries(FAULT_NUMBERS)) {
    const value = fields[name];
    if (typeof value === 'number' && !(value >= least && value <= most)) {
      return wrong(`${path}.${name}`, expected);
    }
  }
  return undefined;
}

/** With a sigma beyond 10 a draw may no longer be finite. */
function isDuration({ median, sigma }: TwinDuration): boolean {
  return isTime(median) && sigma >= 0 && sigma <= 10;
}

function isIndex(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}

function isSlowdown(value: number): boolean {
  return value >= 1 && value <= 1000;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value < 2 ** 31;
}

function isCountOrNone(value: number): boolean {
  return value === 0 || isCount(value);
}

function isTime(value: number): boolean {
  return value >= 0 && value <= LONGEST_S;
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

/** More than one failure per node and microsecond would stop the twin's clock. */
function isRate(value: number): boolean {
  return value >= 0 && value <= 1;
}

function badDuration(path: string): Problem {
  return wrong(path, 'a median of 0 s or more and a sigma from 0 to 10');
}

function wrong(path: string, expected: string): Problem {
  const message = `The twin cannot simulate this ${path}; expected ${expected}.`;
  return { code: 'twin.scenario', message, path, expected };
}
