import { showQuantity } from '@gigafactory/core/base';
import type { TwinResult } from '../api/types.ts';

type Estimate = TwinResult['ettr'];

/** The 95 % interval of a mean, in words; lives that are all alike have none. */
export function showInterval(
  { mean, ci95 }: Pick<Estimate, 'mean' | 'ci95'>,
  unit: string,
): string {
  if (ci95[0] === ci95[1]) return mean === 0 ? 'none in any life' : 'the same in every life';
  const [low, high] = ci95.map((end) => showQuantity(end, unit, { digits: 4 }));
  return `95 %: ${low} to ${high}`;
}

/** The outcome of the run, if it did not simply go on beyond the horizon. */
export function outcomeWords({ outcomes, lives }: TwinResult): string {
  const { finished, failed } = outcomes;
  const words = [
    finished > 0 ? `${finished === lives ? 'all' : finished} finished the run` : '',
    failed > 0 ? `${failed === lives ? 'all' : failed} were given up` : '',
  ].filter(Boolean);
  return words.length > 0 ? `, ${words.join(', ')}` : '';
}
