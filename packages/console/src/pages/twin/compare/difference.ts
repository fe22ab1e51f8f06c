import type { Difference } from '../../../api/types.ts';

/** Which of two policies comes further, as far as the interval of their difference tells; `difference` is the second's gain. */
export function differenceWords(
  { mean, ci95 }: Pick<Difference, 'mean' | 'ci95'>,
  names: readonly [string, string],
): string {
  if (mean === 0) return 'Both come equally far.';
  const better = mean > 0 ? names[1] : names[0];
  const interval = `95 %: ${points(ci95[0])} to ${points(ci95[1])}`;
  const gain = `${points(Math.abs(mean), false)} points of ETTR`;
  return ci95[0] > 0 || ci95[1] < 0
    ? `“${better}” gains ${gain} (the second less the first, ${interval}).`
    : `“${better}” is ${gain} ahead, which may be chance (the second less the first, ${interval}): live more lives to tell.`;
}

function points(share: number, signed = true): string {
  const text = (share * 100).toFixed(2);
  return signed && share > 0 ? `+${text}` : text;
}
