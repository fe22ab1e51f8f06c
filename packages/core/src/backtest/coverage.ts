import { type IntervalShare, intervalFor } from './interval-for.ts';
import type { Observation } from './observation.ts';
import { sourceWeights, weightedMean } from './statistics.ts';
import { STRATUM_NAMES, type Stratum, strataOf } from './strata.ts';

/** How often the measured time lay within the shipped interval, as shares. */
export interface Coverage {
  readonly rows: number;
  readonly within80: number;
  readonly within95: number;
  /** With every source counting once. */
  readonly sourcesEqual: { readonly within80: number; readonly within95: number };
}

export interface Coverages {
  readonly all: Coverage;
  readonly strata: Readonly<Partial<Record<Stratum, Coverage>>>;
}

/**
 * Compares rows with the intervals that planning puts around the step time it predicts. No interval is derived
 * from the rows themselves, for it would always fit them.
 */
export function coverageOf(rows: readonly Observation[]): Coverages {
  const strata = STRATUM_NAMES.flatMap((name) => {
    const of = rows.filter((row) => strataOf(row).includes(name));
    return of.length > 0 ? [[name, countInside(of)] as const] : [];
  });
  return { all: countInside(rows), strata: Object.fromEntries(strata) };
}

function countInside(rows: readonly Observation[]): Coverage {
  const weights = sourceWeights(rows);
  const share = (of: IntervalShare, weigh: (index: number) => number) =>
    rows.length === 0
      ? 0
      : weightedMean(
          rows.map((row, index) => ({ value: Number(isInside(row, of)), weight: weigh(index) })),
        );
  return {
    rows: rows.length,
    within80: share('within80', () => 1),
    within95: share('within95', () => 1),
    sourcesEqual: {
      within80: share('within80', (index) => weights[index]!),
      within95: share('within95', (index) => weights[index]!),
    },
  };
}

function isInside({ stack, measured, predicted }: Observation, share: IntervalShare): boolean {
  const { low, high } = intervalFor(stack, share);
  return low <= measured / predicted && measured / predicted <= high;
}
