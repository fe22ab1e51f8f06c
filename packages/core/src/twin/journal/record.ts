import {
  JOURNAL_FORMAT,
  JOURNAL_VERSION,
  type JournalHeader,
} from '../../control/journal/index.ts';
import type { SupervisorEvent } from '../../control/protocol/index.ts';
import type { TwinScenario } from '../scenario.ts';
import { liveOnce } from '../simulate.ts';

/**
 * The journal of the first life under a seed, as text. Throws a RangeError for a scenario that
 * `checkScenario` refuses.
 */
export function recordJournal(scenario: TwinScenario, seed: number): string {
  const { horizon, topology, fleet, runs } = scenario;
  const header: JournalHeader = {
    format: JOURNAL_FORMAT,
    version: JOURNAL_VERSION,
    seed,
    horizon,
    topology,
    fleet,
    runs: runs.map(({ spec, kind, work }) => ({ ...spec, kind, work })),
  };
  const lines = [JSON.stringify(header)];
  const watcher = {
    step: (_: number, event: SupervisorEvent) => void lines.push(JSON.stringify(event)),
  };
  liveOnce(scenario, seed, 0, { watcher });
  return `${lines.join('\n')}\n`;
}
