import { commandsLine, endLine, eventLine, headerLine } from '../../control/journal/index.ts';
import { toMicros } from '../../control/protocol/index.ts';
import type { TwinScenario } from '../scenario.ts';
import { liveOnce } from '../simulate.ts';
import type { Watcher } from '../watcher.ts';

/**
 * The journal of the first life under a seed, as text. Throws a RangeError for a scenario that
 * `checkScenario` refuses.
 */
export function recordJournal(scenario: TwinScenario, seed: number): string {
  const { horizon, topology, fleet } = scenario;
  const runs = scenario.runs.map(({ spec, kind, work }) => ({ ...spec, kind, work }));
  const lines = [headerLine({ seed, horizon, mode: 'act', topology, fleet, runs })];
  const watcher: Watcher = {
    step(_, event, { commands }) {
      lines.push(eventLine(event), commandsLine(commands));
    },
  };
  liveOnce(scenario, seed, 0, { watcher });
  lines.push(endLine(toMicros(horizon)));
  return lines.join('');
}
