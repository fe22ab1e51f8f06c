import type { Difference } from '../../api/types.ts';

/**
 * Which of two policies does better, as far as the interval of their difference shows. `difference` is the
 * second's gain; the text gives the gain of the better one.
 */
export function differenceWords(
  { mean, ci95 }: Pick<Difference, 'mean' | 'ci95'>,
  names: readonly [string, string],
): string {
  if (mean === 0) return 'Both do equally well.';
  const isSecond = mean > 0;
  const better = names[isSecond ? 1 : 0];
  const [low, high] = isSecond ? ci95 : ([-ci95[1], -ci95[0]] as const);
  const gain = `${Math.abs(mean * 100).toFixed(2)} points of ETTR`;
  const interval = `95 % interval ${points(low)} to ${points(high)}`;
  return low > 0
    ? `“${better}” gains ${gain} (${interval}).`
    : `“${better}” is ${gain} ahead, which may be chance (${interval}): simulate more lives to tell.`;
}

/** Percentage points with their sign: `+1.39`, `−0.10`. */
function points(share: number): string {
  const text = Math.abs(share * 100).toFixed(2);
  return `${share < 0 ? '−' : '+'}${text}`;
}
