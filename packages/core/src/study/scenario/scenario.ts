import { DAY_S, failed, type Problem, type Result } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import type { Plan } from '../../plan/index.ts';
import {
  checkScenario,
  type TimedFault,
  type TwinRun,
  type TwinScenario,
} from '../../twin/index.ts';
import { constant } from './draws.ts';
import { hazardsOf } from './hazards.ts';
import { trainingRun } from './run.ts';
import { serviceRun } from './service.ts';
import { topologyOf } from './topology.ts';

/** What to simulate. */
export interface ScenarioOptions {
  /** The run that results are about. */
  readonly run: string;
  /** Other runs to simulate alongside it; services always are. */
  readonly beside?: readonly string[];
  /** Virtual days; by default 54, or to the end of the run if that is earlier. */
  readonly days?: number | undefined;
  /** Faults at fixed times, besides those drawn. */
  readonly faults?: readonly TimedFault[];
}

/** Length of the window over which the rates of failure profiles were observed, s: that of Llama 3. */
const RATES_SEEN_FOR = 54 * DAY_S;

/** How long is lived by default, d: as long. A life is over once its runs are. */
export const DEFAULT_DAYS = RATES_SEEN_FOR / DAY_S;

/** The twin's scenario: runs as planned, on the fleet, with the rates of the file. */
export function scenarioOf(
  factory: Factory,
  plan: Plan,
  life: ScenarioOptions,
): Result<TwinScenario> {
  const names = [life.run, ...(life.beside ?? []).filter((name) => name !== life.run)];
  const runs = [
    ...names.map((name) => trainingRun(factory, plan, name)),
    ...Object.keys(factory.services).map((name) => serviceRun(factory, plan, name)),
  ];
  const nodes = nodesOf(factory, plan, runs);
  if (!nodes.ok) return nodes;
  const { resilience, operations, storage } = factory;
  return checkScenario({
    gpusPerNode: plan.fleet.gpusPerNode,
    topology: topologyOf(factory, plan, nodes.value),
    siteNodes: plan.fleet.nodes,
    fleet: {
      maxCordonShare: resilience.cordonShare.value,
      warmStandbys: resilience.warmStandbys.value,
      sweepInterval: DAY_S,
    },
    runs,
    ratesSeenFor: RATES_SEEN_FOR,
    ...hazardsOf(factory, plan),
    storageBandwidth: (storage.system.write.value * plan.fleet.gpus) / storage.system.gpus.value,
    monitorTime: constant(operations.detectTime.value),
    duringRecovery: factory.hazards.duringRecovery,
    faults: life.faults ?? [],
    horizon: (life.days ?? DEFAULT_DAYS) * DAY_S,
  });
}

/** The whole fleet, or what the runs need plus the spares that the file allows. */
function nodesOf(
  { resilience }: Factory,
  { fleet }: Plan,
  runs: readonly TwinRun[],
): Result<number> {
  const { spares } = resilience;
  if (!spares) return { ok: true, value: fleet.nodes };
  const needed = runs.reduce((sum, { spec }) => sum + spec.replicas * spec.nodesPerReplica, 0);
  const nodes = needed + spares.value;
  if (nodes <= fleet.nodes) return { ok: true, value: nodes };
  return failed(tooManySpares(nodes, fleet.nodes, spares.at));
}

function tooManySpares(nodes: number, most: number, at: Problem['at']): Problem {
  return {
    code: 'resilience.spares',
    path: 'resilience.spares',
    message: `The runs and their spares need ${nodes} nodes, and the fleet has ${most}. Lower "spares", or leave it out to use what is left.`,
    ...(at ? { at } : {}),
  };
}
