import type { TwinTrace } from './result.ts';
import type { TwinScenario } from './scenario.ts';
import { liveOnce } from './simulate.ts';
import { TraceWatcher } from './trace.ts';

/** Number of evenly spaced samples of the books in a trace. */
const SAMPLES = 400;

/**
 * The first life of `simulate` under the same seed, recorded in full. Samples end where the life ends. Throws
 * a RangeError for a scenario that `checkScenario` refuses.
 */
export function replay(scenario: TwinScenario, seed: number): TwinTrace {
  const watcher = new TraceWatcher(scenario, SAMPLES);
  const { digest, lemons } = liveOnce(scenario, seed, 0, { watcher });
  return watcher.trace(seed, digest, lemons);
}
