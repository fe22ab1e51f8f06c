import { plain } from '../base/index.ts';
import type { FactoryRun } from '../factory/index.ts';
import type { StrategyLimits } from '../model/index.ts';

/** The parts of a run's strategy that the file pins. */
export function limitsOf({ strategy: s }: FactoryRun): StrategyLimits {
  return plain(s) as StrategyLimits;
}
