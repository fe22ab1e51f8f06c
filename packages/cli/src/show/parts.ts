import { amount, share } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { table } from '../text/table.ts';
import { together } from '../text/wrap.ts';

/** `weights 3 GB, gradients 1 GB`: parts of a whole, largest first, without the empty ones. */
export function showParts(parts: Readonly<Record<string, number>>, unit: string): string {
  return largestFirst(parts)
    .map(([name, value]) => together(`${words(name)} ${amount(value, unit)}`))
    .join(', ');
}

const MOST_BAR = 40;
/** Width of what is next to a bar. */
const BESIDE_BAR = 44;

/**
 * The parts as a table with bars, for a whole whose parts are worth comparing. A negative part (a stack that
 * is faster than modelled) has no bar.
 */
export function tableOfParts(
  parts: Readonly<Record<string, number>>,
  unit: string,
  total: number,
  paint: Paint,
): string[] {
  const most = Math.min(MOST_BAR, Math.max(0, paint.width - BESIDE_BAR));
  // With a negative part the others add up to more than the whole, and no bar may be longer than all.
  const whole = Object.values(parts).reduce((sum, value) => sum + Math.max(0, value), 0);
  return table(
    [
      { title: 'part' },
      { title: 'time', align: 'right' },
      { title: 'share', align: 'right' },
      { title: '' },
    ],
    largestFirst(parts).map(([name, value]) => [
      words(name),
      amount(value, unit),
      share(value / total),
      '█'.repeat(Math.max(0, Math.round((value / whole) * most))),
    ]),
    paint,
  );
}

function largestFirst(parts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(parts)
    .filter(([, value]) => value !== 0)
    .sort(([, a], [, b]) => b - a);
}

/** `dataParallel` -> `data parallel`. */
export function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
