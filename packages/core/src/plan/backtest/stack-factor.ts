import { TRAINING_CONSTANTS } from '../../model/index.ts';

/**
 * How much longer a step takes with a stack than physics says: the factor that ships. All of the
 * backtest gets it here, so that a table of factors has to be put in at one place.
 */
export function factorOf(_stack: string): number {
  return 1 + TRAINING_CONSTANTS.overheadShare.value;
}
