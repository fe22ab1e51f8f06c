import { STEP_TIME_ERROR, softwareKind } from '../facts/index.ts';

/** How many of 100 measured times an interval holds. */
export type IntervalShare = 'within80' | 'within95';

/** Factors on a predicted time that give the ends of an interval. */
export interface IntervalRatios {
  readonly low: number;
  readonly high: number;
}

/**
 * Factors on a predicted step time that give the ends of its interval, as seen with software of
 * this kind on runs that were not used for the model.
 *
 * @param stack name of the software
 */
export function intervalFor(stack: string, share: IntervalShare = 'within80'): IntervalRatios {
  const { low, high } = STEP_TIME_ERROR[softwareKind(stack)][share];
  return { low: low.value, high: high.value };
}
