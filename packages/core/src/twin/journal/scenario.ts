import type { Journal } from '../../control/journal/index.ts';
import type { TwinScenario } from '../scenario.ts';
import { faultsOf } from './faults.ts';

/** A scenario with a journal's faults instead of its own. */
export interface JournalScenario {
  readonly scenario: TwinScenario;
  readonly notes: readonly string[];
}

/**
 * The same fleet and policies with the faults of a journal and none drawn: what would have happened under
 * these policies. The recorded repair times already include waiting for crews, so crews are unlimited.
 */
export function journalScenario(scenario: TwinScenario, journal: Journal): JournalScenario {
  const { faults, notes } = faultsOf(journal, scenario);
  const { nodes } = scenario.topology;
  const within = faults.filter((fault) => !('node' in fault) || fault.node < nodes);
  const left = faults.length - within.length;
  const beyond =
    left > 0 ? [`${left} faults struck nodes that this fleet of ${nodes} does not have.`] : [];
  return {
    scenario: {
      ...scenario,
      runs: scenario.runs.map((run) => ({
        ...run,
        jobHazards: [],
        personRate: 0,
        maintenanceRate: 0,
      })),
      causes: [],
      lemons: { share: 0, factor: 1 },
      domains: [],
      stragglers: { ...scenario.stragglers, rate: 0 },
      corruption: { ...scenario.corruption, rate: 0, recall: 1 },
      repair: {
        ...scenario.repair,
        crews: Number.POSITIVE_INFINITY,
        parts: Number.POSITIVE_INFINITY,
      },
      faults: [...scenario.faults, ...within],
      horizon: journal.horizon,
    },
    notes: [...journal.notes, ...notes, ...beyond],
  };
}
