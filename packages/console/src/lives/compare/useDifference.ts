import { compareLives } from '@gigafactory/core/api';
import { useMemo } from 'react';
import type { Difference } from '../../api/types.ts';
import type { ManyLives } from '../liveMany.ts';

/**
 * How far the second policy's ETTR is above the first's, paired by life; undefined until both have the same
 * lives.
 */
export function useDifference(
  first: ManyLives | undefined,
  second: ManyLives | undefined,
): Difference | undefined {
  return useMemo(() => {
    if (!first || !second || first.result.lives !== second.result.lives) return undefined;
    return compareLives(second.parts, first.parts);
  }, [first, second]);
}
