import type { TwinScenario } from '../scenario.ts';
import type { SimCase } from './sim-case.ts';

/** What is left of a case: its remaining faults and messages, by index, and what was simplified. */
export interface Narrowing {
  readonly faults: readonly number[];
  readonly messages: readonly number[];
  readonly plain: readonly string[];
}

/** Ways to simplify a scenario, by name. */
const PLAIN: Readonly<Record<string, (scenario: TwinScenario) => TwinScenario>> = {
  restart: (scenario) => ({ ...scenario, duringRecovery: 'restart' }),
  cold: (scenario) => ({ ...scenario, fleet: { ...scenario.fleet, warmStandbys: 0 } }),
  cordon: (scenario) => ({ ...scenario, fleet: { ...scenario.fleet, maxCordonShare: 1 } }),
  crews: (scenario) => ({
    ...scenario,
    repair: {
      ...scenario.repair,
      crews: Number.POSITIVE_INFINITY,
      parts: Number.POSITIVE_INFINITY,
    },
  }),
  storage: (scenario) => ({ ...scenario, storageBandwidth: Number.POSITIVE_INFINITY }),
  even: (scenario) => ({
    ...scenario,
    stragglers: { ...scenario.stragglers, heatShare: 0, imbalanceShare: 0 },
  }),
};
const WITHOUT = 'without-';

/** A narrowing that keeps the whole case. */
export function wholeOf({ scenario, messages }: SimCase): Narrowing {
  return { faults: [...scenario.faults.keys()], messages: [...messages.keys()], plain: [] };
}

/** Names of everything that could be simplified: an option, or a run that is left out. */
export function plainNames({ scenario }: SimCase): string[] {
  return [...scenario.runs.map(({ spec }) => `${WITHOUT}${spec.run}`), ...Object.keys(PLAIN)];
}

/** The narrowed case. Undefined if it could not be run, because it has no such index or name, or no run is left. */
export function narrowSimCase(sim: SimCase, narrowing: Narrowing): SimCase | undefined {
  const faults = pick(sim.scenario.faults, narrowing.faults);
  const messages = pick(sim.messages, narrowing.messages);
  if (!faults || !messages) return undefined;
  let scenario: TwinScenario | undefined = { ...sim.scenario, faults };
  for (const name of narrowing.plain) scenario = scenario && makePlain(scenario, name);
  return scenario && { ...sim, scenario, messages };
}

function pick<Item>(items: readonly Item[], indices: readonly number[]): Item[] | undefined {
  if (indices.some((index) => items[index] === undefined)) return undefined;
  return indices.map((index) => items[index]!);
}

function makePlain(scenario: TwinScenario, name: string): TwinScenario | undefined {
  if (!name.startsWith(WITHOUT)) return PLAIN[name]?.(scenario);
  const gone = name.slice(WITHOUT.length);
  const runs = scenario.runs.filter(({ spec }) => spec.run !== gone);
  if (runs.length === 0 || runs.length === scenario.runs.length) return undefined;
  const faults = scenario.faults.filter((fault) => !('run' in fault) || fault.run !== gone);
  return { ...scenario, runs, faults };
}
